package session

import "time"

// instantLayout has a fixed width, so that instants sort as text.
const instantLayout = "2006-01-02T15:04:05.000Z"

// formatInstant writes the zero time, which is no instant, as nothing.
func formatInstant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(instantLayout)
}

// parseInstant reads what formatInstant wrote.
func parseInstant(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	return time.Parse(instantLayout, text)
}
