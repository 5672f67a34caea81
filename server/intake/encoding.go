package intake

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// tableKinds are the kinds of files that tables are read from.
const tableKinds = "CSV, XLSX"

// text returns a CSV table's content as UTF-8; false when it is no text table, and
// the report says what it is. Chinese spreadsheets still save CSV as GBK, so
// what is not UTF-8 is read as GB18030, its superset, and the report says so.
func text(data []byte, report *Report) (string, bool) {
	if looks := otherKind(data); looks != "" {
		report.whole(territory.Refusal, fault.FileKind, "", fault.With{"want": tableKinds, "looks": looks})
		return "", false
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if utf8.Valid(data) {
		return string(data), true
	}
	decoded, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) {
		report.whole(territory.Refusal, fault.FileEncoding, "", nil)
		return "", false
	}
	report.whole(territory.Note, fault.FileRecoded, "", fault.With{"encoding": "GB18030"})
	return string(decoded), true
}

// otherKind names what a file is that was given for a CSV table; empty for one
// that may be such.
func otherKind(data []byte) string {
	starts := func(prefix string) bool { return bytes.HasPrefix(data, []byte(prefix)) }
	first := strings.TrimSpace(string(data[:min(len(data), 64)]))
	switch {
	case starts("\xff\xfe"), starts("\xfe\xff"):
		return "UTF-16"
	case strings.HasPrefix(first, "{"), strings.HasPrefix(first, "["):
		return "JSON"
	case strings.HasPrefix(first, "<"):
		return "XML, HTML"
	case bytes.IndexByte(data, 0) >= 0:
		return "binary"
	}
	return ""
}
