package xlsx

import (
	"math"
	"strconv"
	"time"
)

// number returns what a cell with a number holds. Spreadsheets keep 15 digits:
// of a whole number with more, the last ones are zeros that nobody wrote.
func (b *Book) number(raw string, style int) (string, Kind) {
	value, err := strconv.ParseFloat(raw, 64)
	switch {
	case err != nil || math.IsNaN(value):
		return raw, Text
	case math.Abs(value) >= 1e15:
		return raw, Imprecise
	case style >= 0 && style < len(b.dates) && b.dates[style] && value >= 0 && value < lastSerial:
		return b.date(value), Text
	}
	return strconv.FormatFloat(value, 'f', -1, 64), Text
}

const (
	dayMS = 24 * 60 * 60 * 1000
	// lastSerial is the first day of the year 10000 in the count from 1900.
	lastSerial = 2958466
)

// date returns the day of a serial number, with the time of day where it is not
// midnight, on the cell's own clock: 2024-03-01 or 2024-03-01 08:30:00. A time
// without a day is returned as such. The count from 1900 has a 29 February in
// that year, which was none, as spreadsheets have kept it since Lotus 1-2-3.
func (b *Book) date(serial float64) string {
	ms := int64(math.Round(serial * dayMS))
	day, rest := ms/dayMS, ms%dayMS
	clock := time.UnixMilli(rest).UTC()
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case day == 0:
		return clock.Format("15:04:05.999")
	case b.from1904:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case day == 60:
		return "1900-02-29"
	case day < 60:
		epoch = epoch.AddDate(0, 0, 1)
	}
	date := epoch.AddDate(0, 0, int(day)).Format(time.DateOnly)
	if rest == 0 {
		return date
	}
	return date + clock.Format(" 15:04:05.999")
}

// isoDate returns a date of the kind that a few programs write as text
// (2024-03-01T08:30:00) as date returns one.
func isoDate(raw string) string {
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02T15:04:05Z"} {
		at, err := time.Parse(layout, raw)
		if err != nil {
			continue
		}
		if h, m, s := at.Clock(); h+m+s+at.Nanosecond() == 0 {
			return at.Format(time.DateOnly)
		}
		return at.Format("2006-01-02 15:04:05.999")
	}
	return raw
}
