package intake

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"sizhang/domain/fault"
)

// maxListed is how many of a feature's properties a message lists.
const maxListed = 20

// properties are a feature's, with where findings about them go.
type properties struct {
	*record
	values map[string]any
}

// lookup finds a property by its name or, where there is none, by a path of
// names with dots between, such as parent.adcode.
func (p properties) lookup(name string) (any, bool) {
	if v, ok := p.values[name]; ok {
		return v, true
	}
	first, rest, dotted := strings.Cut(name, ".")
	inner, ok := p.values[first].(map[string]any)
	if !dotted || !ok {
		return nil, false
	}
	return properties{p.record, inner}.lookup(rest)
}

// text returns a property as text; empty where it is missing, null, or nobody
// asked for it. A whole number becomes its digits, all of them.
func (p properties) text(name string) string {
	if name == "" {
		return ""
	}
	v, _ := p.lookup(name)
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		if utf8.RuneCountInString(v) > maxText {
			p.refuse(fault.TextTooLong, name, fault.With{"limit": maxText})
			return ""
		}
		return trim(v)
	case json.Number:
		if digits, whole := wholeNumber(v.String()); whole {
			return digits
		}
	}
	p.refuse(fault.ValueKind, name, fault.With{"value": brief(v)})
	return ""
}

// list returns a property that is text, or a list of texts, as one text with
// semicolons between.
func (p properties) list(name string) string {
	v, _ := p.lookup(name)
	elements, ok := v.([]any)
	if !ok || name == "" {
		return p.text(name)
	}
	texts := make([]string, len(elements))
	for i, element := range elements {
		texts[i] = properties{p.record, map[string]any{name: element}}.text(name)
	}
	return strings.Join(texts, ";")
}

// flag reads yes or no: true and false, or the words that a table has for them.
func (p properties) flag(name string) bool {
	if v, _ := p.lookup(name); name != "" {
		if said, ok := v.(bool); ok {
			return said
		}
	}
	value := p.text(name)
	yes, ok := yesOrNo(value)
	if !ok {
		p.refuse(fault.FlagInvalid, name, fault.With{"value": value})
	}
	return yes
}

// need returns a property that must not be empty.
func (p properties) need(name string) (string, bool) {
	before := p.report.faults
	text := p.text(name)
	if text != "" || p.report.faults > before {
		return text, text != ""
	}
	if _, there := p.lookup(name); there {
		p.refuse(fault.ValueMissing, name, nil)
		return "", false
	}
	names := slices.Sorted(maps.Keys(p.values))
	if len(names) > maxListed {
		names = append(names[:maxListed], "…")
	}
	p.refuse(fault.PropertyAbsent, name, fault.With{"property": name, "found": strings.Join(names, ", ")})
	return "", false
}

// number is a JSON number with an exponent that a code can have.
var number = regexp.MustCompile(`^-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?$`)

// wholeNumber returns the digits of a JSON number that has no fraction, also
// where it is written as 110101000000.0 or 1.10101e11.
func wholeNumber(text string) (string, bool) {
	if !number.MatchString(text) {
		return "", false
	}
	value, ok := new(big.Rat).SetString(text)
	if !ok || !value.IsInt() {
		return "", false
	}
	return value.Num().String(), true
}

// brief shows a value of any kind in a message.
func brief(v any) string {
	text := []rune(fmt.Sprint(v))
	if len(text) > 40 {
		return string(text[:40]) + "…"
	}
	return string(text)
}
