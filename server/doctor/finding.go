package doctor

import (
	"slices"
	"strings"
	"unicode"

	"sizhang/domain/fault"
)

// Code names what was found. Codes are stable: monitoring matches on them.
type Code string

// Grade says how much a finding matters.
type Grade string

const (
	Trouble Grade = "trouble" // 有问题: somebody must do something
	Note    Grade = "note"    // 注意: worth knowing, nothing is wrong yet
	Well    Grade = "well"    // 好: looked at, and as it should be
)

// Grades are all of them, the worst first.
var Grades = []Grade{Trouble, Note, Well}

// Finding is one thing that was found.
type Finding struct {
	Code Code
	With map[string]string // fills the placeholders {like_this} of the texts
}

// Grade returns how much the finding matters.
func (f Finding) Grade() Grade { return catalogue[f.Code].grade }

// Text says what was found.
func (f Finding) Text(in fault.Language) string {
	e := catalogue[f.Code]
	return f.fill(pick(in, e.zh, e.en), short)
}

// Remedy says what to do about it; empty where there is nothing to do.
func (f Finding) Remedy(in fault.Language) string {
	e := catalogue[f.Code]
	return f.fill(pick(in, e.doZH, e.doEN), short)
}

// Command is what to type, where one line helps; empty where none does.
func (f Finding) Command() string { return f.fill(catalogue[f.Code].command, oneLine) }

// fill puts the values, each as it is to be shown, into the gaps of a text.
func (f Finding) fill(text string, shown func(string) string) string {
	pairs := make([]string, 0, 2*len(f.With))
	for name, value := range f.With {
		pairs = append(pairs, "{"+name+"}", shown(value))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// longest is how many letters of a value a text takes up: an error may go on for
// pages. With has it whole.
const longest = 240

// short puts a value on one line of bearable length.
func short(value string) string {
	letters := []rune(oneLine(value))
	if len(letters) > longest {
		return string(letters[:longest]) + " …"
	}
	return string(letters)
}

// oneLine leaves no sign in a value that would do something to a terminal.
func oneLine(value string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, value)
}

func pick(in fault.Language, zh, en string) string {
	if in == fault.English {
		return en
	}
	return zh
}

// entry is what a code means.
type entry struct {
	grade      Grade
	zh, en     string
	doZH, doEN string
	command    string
}

// catalogue is every code; the catalogue files add to it.
var catalogue = map[Code]entry{}

// extend adds a group of codes. A code in two groups is a mistake of ours that
// must not reach anybody, so it panics at start.
func extend(group map[Code]entry) {
	for code, e := range group {
		if _, taken := catalogue[code]; taken {
			panic("doctor: code twice in the catalogue: " + string(code))
		}
		catalogue[code] = e
	}
}

// listed is how many findings of one code are kept: a damaged file can tell
// thousands of the same.
const listed = 20

// Report is what an examination found.
type Report struct {
	Findings []Finding    // the worst first, those of one code together
	Left     map[Code]int // how many more of a code there were than are listed
}

// add puts a finding in.
func (r *Report) add(code Code, with ...string) {
	f := Finding{Code: code, With: map[string]string{}}
	for i := 0; i+1 < len(with); i += 2 {
		f.With[with[i]] = with[i+1]
	}
	r.put(f)
}

func (r *Report) put(f Finding) {
	if r.count(f.Code) < listed {
		r.Findings = append(r.Findings, f)
		return
	}
	if r.Left == nil {
		r.Left = map[Code]int{}
	}
	r.Left[f.Code]++
}

func (r *Report) count(code Code) int {
	n := 0
	for _, f := range r.Findings {
		if f.Code == code {
			n++
		}
	}
	return n
}

// sort puts the worst first and, within a grade, leaves the order in which codes
// were first found.
func (r *Report) sort() {
	first := map[Code]int{}
	for i, f := range r.Findings {
		if _, known := first[f.Code]; !known {
			first[f.Code] = i
		}
	}
	slices.SortStableFunc(r.Findings, func(a, b Finding) int {
		if x := slices.Index(Grades, a.Grade()) - slices.Index(Grades, b.Grade()); x != 0 {
			return x
		}
		return first[a.Code] - first[b.Code]
	})
}

// Count returns how many findings of the grade there are, those that are not
// listed too.
func (r *Report) Count(g Grade) int {
	n := 0
	for _, f := range r.Findings {
		if f.Grade() == g {
			n++
		}
	}
	for code, left := range r.Left {
		if catalogue[code].grade == g {
			n += left
		}
	}
	return n
}
