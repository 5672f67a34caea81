// Package lifecycle shows the life of an issue (案件流程) to people: the table
// issue.Lifecycle as text, as Markdown, as JSON and as a picture. It adds names and
// places to what the table says, and a test sees that it leaves nothing out.
package lifecycle

import (
	"slices"
	"strings"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
)

// line is one row of the table in words of one language.
type line struct {
	action, code, from, to, who, right, when, wants, clocks string
}

// lines put the whole table into words.
func lines(lang fault.Language) []line {
	var list []line
	for _, t := range issue.Lifecycle {
		list = append(list, line{
			action: in(word{ZH: t.ZH, EN: t.EN}, lang), code: string(t.Action), from: from(t, lang), to: State(t.To, lang),
			who: in(whos[t.Who], lang), right: in(rights[t.Right], lang), when: when(t, lang),
			wants: listed(t.Demands, demands, lang), clocks: clocks(t, lang),
		})
	}
	return list
}

// from names the states that a row leads away from; sets that several rows share
// have a name.
func from(t issue.Transition, lang fault.Language) string {
	var open, all, names []string
	var given []string
	for _, s := range issue.States {
		if s.Open {
			open = append(open, string(s.State))
		}
		all = append(all, string(s.State))
	}
	for _, s := range t.From {
		given, names = append(given, string(s)), append(names, State(s, lang))
	}
	switch {
	case len(given) == 0:
		return pick(lang, "（新）", "(new)")
	case slices.Equal(given, open):
		return pick(lang, "任一未结状态", "any open state")
	case slices.Equal(given, all):
		return pick(lang, "任一状态", "any state")
	}
	return strings.Join(names, pick(lang, "、", ", "))
}

// when says in which case a row holds.
func when(t issue.Transition, lang fault.Language) string {
	var parts []string
	if t.If != issue.IfAlways {
		parts = append(parts, in(conditions[t.If], lang))
	}
	if t.Asked != "" {
		parts = append(parts, pick(lang, "有", "there is: ")+Action(t.Asked, lang))
	}
	return strings.Join(parts, pick(lang, "，", ", "))
}

// clocks says which clocks a row ends (■) and starts (▶).
func clocks(t issue.Transition, lang fault.Language) string {
	var parts []string
	if len(t.Ends) > 0 {
		parts = append(parts, "■ "+listed(t.Ends, stages, lang))
	}
	if len(t.Starts) > 0 {
		parts = append(parts, "▶ "+listed(t.Starts, stages, lang))
	}
	return strings.Join(parts, " ")
}

func listed[T comparable](list []T, names map[T]word, lang fault.Language) string {
	parts := make([]string, len(list))
	for i, one := range list {
		parts[i] = in(names[one], lang)
	}
	return strings.Join(parts, pick(lang, "、", ", "))
}
