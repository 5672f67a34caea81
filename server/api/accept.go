package api

import (
	"mime"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/fault"
)

// negotiate returns the first of the offered media types that the Accept header
// likes best, or "" when it takes none of them (RFC 9110 §12.5.1). A header that
// names nothing takes everything.
func negotiate(accept string, offers ...string) string {
	if accept == "" || accept == "*/*" {
		return offers[0]
	}
	best, bestQ := "", 0.0
	for _, offer := range offers {
		if q := quality(accept, offer); q > bestQ {
			best, bestQ = offer, q
		}
	}
	return best
}

// quality is the weight of the header's most specific range that covers the
// offer; 0 where none does.
func quality(accept, offer string) float64 {
	kind, _, _ := strings.Cut(offer, "/")
	q, rank := 0.0, 0
	for part := range strings.SplitSeq(accept, ",") {
		name, parameters, _ := strings.Cut(part, ";")
		specific := 0
		switch strings.ToLower(strings.TrimSpace(name)) {
		case offer:
			specific = 3
		case kind + "/*":
			specific = 2
		case "*/*":
			specific = 1
		}
		if specific > rank {
			q, rank = weight(parameters), specific
		}
	}
	return q
}

func weight(parameters string) float64 {
	for parameter := range strings.SplitSeq(parameters, ";") {
		if value, ok := strings.CutPrefix(strings.TrimSpace(parameter), "q="); ok {
			q, err := strconv.ParseFloat(value, 64)
			if err != nil || !(q >= 0 && q <= 1) {
				return 0
			}
			return q
		}
	}
	return 1
}

// offering refuses requests that want none of the media types an operation
// answers in. Problems are sent to everyone.
func offering(offers ...string) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		if negotiate(ctx.Header("Accept"), offers...) == "" {
			refuseWith(ctx, fault.New(fault.NotAcceptable, "Accept", fault.With{"offered": strings.Join(offers, ", ")}))
			return
		}
		next(ctx)
	}
}

// reading refuses bodies of another media type; one that is not declared is
// taken for what is wanted.
func reading(accepted string) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		given := ctx.Header("Content-Type")
		if given != "" {
			media, _, err := mime.ParseMediaType(given)
			if err != nil || media != accepted {
				refuseWith(ctx, fault.New(fault.MediaTypeUnsupported, "Content-Type", fault.With{"given": given, "accepted": accepted}))
				return
			}
		}
		next(ctx)
	}
}
