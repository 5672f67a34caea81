package hook

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"strconv"
)

// maxAnswer is how much of an answer is read, so that the connection can be used again;
// it is looked at by nobody.
const maxAnswer = 8 << 10

// send sends a body once. It returns the status of the answer, 0 where there was none,
// and why it was not delivered; empty where it was.
func (h *Hooks) send(ctx context.Context, to *Hook, id string, body []byte) (int, Failure) {
	key, err := h.options.Secret.Open(sealing, to.City+"/"+to.ID, to.sealed)
	if err != nil {
		return 0, Unsealable
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, to.URL, bytes.NewReader(body))
	if err != nil {
		return 0, Unreachable
	}
	timestamp := strconv.FormatInt(h.options.Now().Unix(), 10)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "sizhang-hook/1")
	request.Header.Set(IDHeader, id)
	request.Header.Set(TimestampHeader, timestamp)
	request.Header.Set(SignatureHeader, Sign(key, id, timestamp, body))
	answer, err := h.client.Do(request)
	if err != nil {
		return 0, failureOf(err)
	}
	defer answer.Body.Close()
	_, _ = io.CopyN(io.Discard, answer.Body, maxAnswer)
	switch status := answer.StatusCode; {
	case status >= 200 && status < 300:
		return status, ""
	case status >= 300 && status < 400:
		return status, Redirected
	case status == http.StatusGone:
		return status, IsGone
	default:
		return status, Answered
	}
}

// failureOf says what an attempt without an answer failed by. The error itself is not
// kept: it has the address, which may hold a token of the receiver.
func failureOf(err error) Failure {
	var refused forbidden
	switch {
	case errors.As(err, &refused):
		return Forbidden
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return TimedOut
	}
	return Unreachable
}
