package story

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sizhang/domain/issue"
	"sizhang/server/lifecycle"
)

// event tells one thing that happened, in one or two lines.
func (t *teller) event(e *issue.Event) {
	line := fmt.Sprintf("%4d  %s  %s %s", e.Seq, when(e.At), t.byText(e.By), lifecycle.Event(e, t.Lang))
	if e.From != e.To {
		line += " → " + lifecycle.State(e.To, t.Lang)
	}
	fmt.Fprintf(&t.text, "%s\n", line)
	var more []string
	if e.Reason != "" {
		more = append(more, t.pick("“", "“")+shown(e.Reason)+"”")
	}
	if e.Hands != nil {
		more = append(more, t.pick("交 ", "to ")+t.handsText(*e.Hands))
	}
	if n := len(e.Photos); n > 0 {
		more = append(more, fmt.Sprintf(t.pick("照片 %d 张", "%d photos"), n))
	}
	more = append(more, t.withText(e)...)
	if len(more) > 0 {
		fmt.Fprintf(&t.text, "      %s\n", strings.Join(more, t.pick("；", "; ")))
	}
}

// byText names who acts, and what they act as.
func (t *teller) byText(b issue.By) string {
	name := shown(b.Name)
	switch b.Kind {
	case issue.BySystem:
		return t.pick("系统", "the system")
	case issue.ByCitizen:
		return t.pick("群众", "a citizen")
	case issue.ByPartner:
		return t.pick("外部系统", "another system") + space(name)
	}
	if name == "" {
		name = shown(b.Person)
	}
	as := ""
	switch {
	case b.Body != "":
		as = t.Names.Body(b.Body)
	case b.Post != "":
		as = t.Names.Unit(b.Unit) + " " + t.Names.Post(b.Post)
	case b.Unit != "":
		as = t.Names.Unit(b.Unit)
	}
	if as == "" {
		return name
	}
	return name + t.pick("（", " (") + as + t.pick("）", ")")
}

func space(name string) string {
	if name == "" {
		return ""
	}
	return " " + name
}

// handsText names who has an issue.
func (t *teller) handsText(h issue.Hands) string {
	text := ""
	switch {
	case h.Body != "":
		text = t.Names.Body(h.Body)
	case h.Person != "":
		text = shown(h.Name) + t.pick("（", " (") + t.Names.Unit(h.Unit) + " " + t.Names.Post(h.Post) + t.pick("）", ")")
	default:
		text = t.Names.Unit(h.Unit)
		if h.Post != "" {
			text += " " + t.Names.Post(h.Post) + t.pick("（空缺）", " (vacant)")
		}
	}
	if h.Fallback {
		text += t.pick("，兜底", ", as the fallback")
	}
	return text
}

// withs are what an event has beside it, in the order of telling; what only machines
// want is not told.
var withs = []struct{ key, zh, en string }{
	{issue.WithDocument, "文号 %s", "document %s"}, {issue.WithUntil, "至 %s", "until %s"}, {issue.WithDeadline, "期限 %s", "due %s"},
	{issue.WithUnit, "归属 %s", "of %s"}, {issue.WithBodies, "部门 %s", "bodies %s"}, {issue.WithBody, "部门 %s", "body %s"},
	{issue.WithMetres, "距现场 %s 米", "%s m from the spot"}, {issue.WithCategory, "类别 %s", "category %s"}, {issue.WithWas, "原为 %s", "was %s"},
	{issue.WithInto, "并入 %s", "into %s"}, {issue.WithPart, "并入本案的 %s", "with it %s"}, {issue.WithTold, "告知 %s", "told %s"},
	{issue.WithCause, "原因 %s", "because of %s"}, {issue.WithTimer, "%s时限", "limit to %s"}, {issue.WithImported, "%s 导入", "imported %s"},
}

func (t *teller) withText(e *issue.Event) []string {
	var parts []string
	for _, w := range withs {
		value, there := e.With[w.key]
		if !there || w.key == issue.WithImported && e.Seq > 1 { // it was all taken in at once
			continue
		}
		parts = append(parts, fmt.Sprintf(t.pick(w.zh, w.en), t.valueText(w.key, value)))
	}
	return parts
}

// valueText puts a code or an instant into words.
func (t *teller) valueText(key, value string) string {
	switch key {
	case issue.WithUntil, issue.WithDeadline, issue.WithImported:
		if at, err := time.Parse(time.RFC3339, value); err == nil {
			return when(at)
		}
	case issue.WithTimer:
		return lifecycle.Stage(issue.Stage(value), t.Lang)
	case issue.WithTold:
		told := strings.Split(value, ",")
		for k, person := range told {
			told[k] = shown(t.person(person))
		}
		return strings.Join(told, t.pick("、", ", "))
	case issue.WithUnit:
		return t.Names.Unit(value)
	case issue.WithCategory:
		return t.Names.Category(value)
	case issue.WithBody, issue.WithBodies:
		bodies := strings.FieldsFunc(value, func(c rune) bool { return c == ',' || c == ' ' })
		for i, code := range bodies {
			bodies[i] = t.Names.Body(code)
		}
		return strings.Join(bodies, t.pick("、", ", "))
	}
	return shown(value)
}

// person names somebody as the issue itself does; it knows most of them.
func (t *teller) person(id string) string {
	hands := append(slices.Clone(t.i.Routing.Heads), t.i.Routing.Root, t.i.Hands)
	for k := range t.i.History {
		if h := t.i.History[k].Hands; h != nil {
			hands = append(hands, *h)
		}
	}
	for _, h := range hands {
		if h.Person == id && h.Name != "" {
			return h.Name
		}
	}
	return t.Names.Body(id)
}

// shown takes out of a text what would move a terminal's cursor: it came over the
// network, and is nothing to obey.
func shown(text string) string {
	return strings.Map(func(c rune) rune {
		if c < ' ' || c >= 0x7f && c < 0xa0 || slices.Contains([]rune{0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069, 0x2028, 0x2029}, c) {
			return ' '
		}
		return c
	}, text)
}
