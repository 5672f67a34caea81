package cli

import (
	"time"

	"sizhang/domain/city"
	"sizhang/domain/fault"
)

// instant is a flag that names one: a date is midnight in China where that day
// begins, all else is as in RFC 3339. The zero instant is a flag that nobody gave.
type instant struct{ time.Time }

// UnmarshalText reads the flag.
func (i *instant) UnmarshalText(text []byte) (err error) {
	if len(text) == 0 {
		return nil
	}
	if i.Time, err = time.ParseInLocation(time.DateOnly, string(text), city.China); err != nil {
		i.Time, err = time.Parse(time.RFC3339, string(text))
	}
	if err == nil && city.Known(i.Time) {
		i.Time = i.In(city.China)
		return nil
	}
	f := fault.New(fault.InstantInvalid, "", nil)
	return usageError(f.Text(fault.Chinese) + " " + f.Text(fault.English))
}

// recordedTime is an instant as the record keeps it; nothing where none was given.
func recordedTime(at instant) string {
	if at.IsZero() {
		return ""
	}
	return at.In(city.China).Format(time.RFC3339)
}

// usageError is wrong usage, told in the words of both languages.
type usageError string

func (e usageError) Error() string { return string(e) }

// dateText writes an instant as people read it in China: the day alone where the
// instant begins one.
func dateText(at time.Time) string {
	at = at.In(city.China)
	if at.Equal(time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, city.China)) {
		return at.Format(time.DateOnly)
	}
	return at.Format("2006-01-02 15:04:05")
}

// sinceText is dateText, and for the zero instant what stands for since ever.
func sinceText(at time.Time, in fault.Language) string {
	switch {
	case !at.IsZero():
		return dateText(at)
	case in == fault.Chinese:
		return "自始"
	}
	return "since ever"
}
