package clock

import (
	"math"
	"strings"
	"time"

	"sizhang/domain/fault"
)

// Kind is how the time of a limit runs (时限类型). The four are those of the tables
// that cities publish under CJ/T 315.
type Kind string

const (
	// Urgent 紧急工作时: hours that run day and night, on workdays and holidays.
	Urgent Kind = "urgent_hours"
	// WorkHours 工作时: hours of work, as the city's calendar has them.
	WorkHours Kind = "work_hours"
	// Workdays 工作日.
	Workdays Kind = "workdays"
	// CalendarDays 自然日.
	CalendarDays Kind = "calendar_days"
)

// Kinds lists every kind.
var Kinds = []Kind{Urgent, WorkHours, Workdays, CalendarDays}

func (k Kind) rank() int {
	for i, other := range Kinds {
		if k == other {
			return i
		}
	}
	return -1
}

// Known says whether there is such a kind.
func (k Kind) Known() bool { return k.rank() >= 0 }

// Days says whether limits of the kind are counted in days.
func (k Kind) Days() bool { return k == Workdays || k == CalendarDays }

// unit is one of what the kind counts.
func (k Kind) unit() time.Duration {
	if k.Days() {
		return 24 * time.Hour
	}
	return time.Hour
}

// Rule is how limits of days run; the package comment has the sources.
type Rule string

const (
	// SameMoment runs from the instant of the start: n workdays end when as much of
	// the hours of work is over on the nth workday after as was at the start; n
	// calendar days end at the same time of day, on whatever day.
	SameMoment Rule = "same_moment"
	// EndOfDay does not count the day of the start and ends when business closes on
	// the nth day after. Calendar days that would end on a day off end on the next
	// workday.
	EndOfDay Rule = "end_of_day"
)

func (r Rule) orDefault() Rule {
	if r == "" {
		return SameMoment
	}
	return r
}

// Limit is a time limit (时限): a kind and how much of it. Amount is a time for
// hours; for days each day is 24 h.
type Limit struct {
	Kind   Kind
	Amount time.Duration
}

// maxAmount is more than any limit; what is longer is a slip of the pen.
const maxAmount = 3660 * 24 * time.Hour

// Of makes a limit of so many hours or days, which may be a fraction, to the second.
func Of(kind Kind, count float64) (Limit, error) {
	l := Limit{Kind: kind}
	if seconds := count * kind.unit().Seconds(); math.Abs(seconds) <= maxAmount.Seconds() {
		l.Amount = time.Duration(math.Round(seconds)) * time.Second
	}
	return l, l.Check("limit")
}

// Count is how many hours or days the limit has.
func (l Limit) Count() float64 { return float64(l.Amount) / float64(l.Kind.unit()) }

// Check returns what is wrong with the limit, at the field.
func (l Limit) Check(field string) error {
	if !l.Kind.Known() {
		return fault.New(fault.LimitKindUnknown, field+".kind", fault.With{"kind": string(l.Kind), "known": kindIDs()})
	}
	if l.Amount <= 0 || l.Amount > maxAmount {
		return fault.New(fault.LimitAmountInvalid, field+".amount", fault.With{"days": int(maxAmount / (24 * time.Hour))})
	}
	return nil
}

func kindIDs() string {
	ids := make([]string, len(Kinds))
	for i, k := range Kinds {
		ids[i] = string(k)
	}
	return strings.Join(ids, ", ")
}
