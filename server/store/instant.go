package store

import "time"

// InstantLayout is how a body holds an instant: RFC 3339 in UTC, to the millisecond,
// of one width, so that instants sort as text.
const InstantLayout = "2006-01-02T15:04:05.000Z"

// FormatInstant writes the zero time, which is no instant, as nothing. By hand, since
// some twenty stand in every issue.
func FormatInstant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.UTC()
	year, month, day := t.Date()
	if year < 0 || year > 9999 {
		return t.Format(InstantLayout)
	}
	hour, minute, second := t.Clock()
	text := []byte(InstantLayout)
	for _, part := range [...]struct{ at, figures, value int }{
		{0, 4, year}, {5, 2, int(month)}, {8, 2, day}, {11, 2, hour}, {14, 2, minute}, {17, 2, second}, {20, 3, t.Nanosecond() / 1e6},
	} {
		for i := part.at + part.figures - 1; i >= part.at; i-- {
			text[i] = byte('0' + part.value%10)
			part.value /= 10
		}
	}
	return string(text)
}

// ParseInstant reads what FormatInstant wrote.
func ParseInstant(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	return time.Parse(InstantLayout, text)
}
