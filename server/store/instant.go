package store

import "time"

// InstantLayout is how a body holds an instant: RFC 3339 in UTC, to the millisecond,
// of one width, so that instants sort as text.
const InstantLayout = "2006-01-02T15:04:05.000Z"

// FormatInstant writes the zero time, which is no instant, as nothing.
func FormatInstant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(InstantLayout)
}

// ParseInstant reads what FormatInstant wrote.
func ParseInstant(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	return time.Parse(InstantLayout, text)
}
