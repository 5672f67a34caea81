package api

import (
	"hash/fnv"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
)

// written is an answer that the handler writes itself.
type written struct{ Body func(huma.Context) }

// writeBody answers 200 with a whole body.
func writeBody(ctx huma.Context, mediaType string, body []byte) {
	writeStatus(ctx, http.StatusOK, mediaType, body)
}

// writeStatus answers with a whole body.
func writeStatus(ctx huma.Context, status int, mediaType string, body []byte) {
	worked(ctx)
	ctx.SetHeader("Content-Type", mediaType)
	ctx.SetHeader("Content-Length", strconv.Itoa(len(body)))
	ctx.SetStatus(status)
	// The client may be gone; there is nobody else to tell.
	_, _ = ctx.BodyWriter().Write(body)
}

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// pooled answers with a body that is appended to a buffer of the pool.
func pooled(mediaType string, appendTo func([]byte) []byte) *written {
	return &written{func(ctx huma.Context) {
		buffer := buffers.Get().(*[]byte)
		*buffer = appendTo((*buffer)[:0])
		writeBody(ctx, mediaType, *buffer)
		buffers.Put(buffer)
	}}
}

// tagged answers with a body that a client may keep and ask about again: its tag
// is a hash, so every server of an installation gives the same one.
func tagged(mediaType string, body []byte) *written {
	return &written{func(ctx huma.Context) {
		tag := tagOf(body)
		ctx.SetHeader("ETag", tag)
		ctx.SetHeader("Cache-Control", "private, no-cache")
		if tagMatches(ctx.Header("If-None-Match"), tag) {
			ctx.SetStatus(http.StatusNotModified)
			return
		}
		writeBody(ctx, mediaType, body)
	}}
}

func tagOf(body []byte) string {
	hash := fnv.New64a()
	hash.Write(body)
	return `"` + strconv.FormatUint(hash.Sum64(), 16) + `"`
}

// tagMatches compares an If-None-Match header (RFC 9110 §13.1.2).
func tagMatches(header, tag string) bool {
	for candidate := range strings.SplitSeq(header, ",") {
		candidate = strings.TrimSpace(candidate)
		if candidate == "*" || strings.TrimPrefix(candidate, "W/") == tag {
			return true
		}
	}
	return false
}

// notModified documents the answer to a client that has the body already.
func notModified(responses map[string]*huma.Response) map[string]*huma.Response {
	responses["304"] = &huma.Response{Description: "与 If-None-Match 相同 · Unchanged"}
	responses["200"].Headers = map[string]*huma.Param{"ETag": {Schema: &huma.Schema{Type: "string"}}}
	return responses
}
