package clock

import (
	"strconv"
	"strings"

	"sizhang/domain/fault"
)

// What the tables of limits call the kinds, the longest first. 小时 and 天 alone are
// hours of work and workdays, and 紧急工作日 are days that run on, as in a system
// that reads such tables: whatever is not called urgent runs in hours of work only.
var kindNames = []struct {
	name string
	kind Kind
}{
	{"个紧急工作小时", Urgent}, {"紧急工作小时", Urgent}, {"个紧急工作时", Urgent}, {"紧急工作时", Urgent},
	{"个紧急工作日", CalendarDays}, {"紧急工作日", CalendarDays},
	{"个工作小时", WorkHours}, {"工作小时", WorkHours}, {"个工作时", WorkHours}, {"工作时", WorkHours},
	{"个工作日", Workdays}, {"工作日", Workdays},
	{"个自然日", CalendarDays}, {"自然日", CalendarDays},
	{"个小时", WorkHours}, {"小时", WorkHours}, {"天", Workdays},
	{string(Urgent), Urgent}, {"urgent_hour", Urgent}, {string(WorkHours), WorkHours}, {"work_hour", WorkHours},
	{string(Workdays), Workdays}, {"workday", Workdays}, {string(CalendarDays), CalendarDays}, {"calendar_day", CalendarDays},
}

// ParseLimit reads a limit as tables write it, such as 2紧急工作时, 4 小时 or 15 个工作日,
// or with the name of its kind, such as 4 work_hours.
func ParseLimit(text string) (Limit, error) {
	written := strings.ReplaceAll(strings.TrimSpace(text), " ", "")
	for _, n := range kindNames {
		count, found := strings.CutSuffix(written, n.name)
		if !found {
			continue
		}
		// Digits alone: a number may not be written as 1e3 or Inf.
		value, err := strconv.ParseFloat(count, 64)
		if err != nil || strings.Trim(count, "0123456789.") != "" {
			break
		}
		return Of(n.kind, value)
	}
	return Limit{}, fault.New(fault.LimitUnread, "", fault.With{"text": text})
}

// String writes the limit as tables do; ParseLimit reads it back.
func (l Limit) String() string {
	name := map[Kind]string{Urgent: "紧急工作时", WorkHours: "工作时", Workdays: "工作日", CalendarDays: "自然日"}[l.Kind]
	return strconv.FormatFloat(l.Count(), 'f', -1, 64) + name
}
