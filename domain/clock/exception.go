package clock

import "strings"

// What tables call the kinds. The Chinese names are for those who type a notice into
// a spreadsheet.
var exceptionNames = map[string]ExceptionKind{
	"holiday": Holiday, "放假": Holiday, "休": Holiday, "休息": Holiday,
	"workday": Workday, "上班": Workday, "班": Workday, "调休上班": Workday, "补班": Workday,
}

// ParseExceptionKind reads what a table says a day is; false for what is no kind.
func ParseExceptionKind(text string) (ExceptionKind, bool) {
	kind, known := exceptionNames[strings.ToLower(strings.TrimSpace(text))]
	return kind, known
}
