package lifecycle

import (
	"slices"

	"sizhang/domain/access"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
)

// word is a name in both languages.
type word = city.Names

// in returns a word in the language.
func in(w word, lang fault.Language) string { return w.In(lang == fault.English) }

var rights = map[access.Right]word{
	access.IssueReport:   {ZH: "上报", EN: "report"},
	access.IssueComment:  {ZH: "批注", EN: "comment"},
	access.IssueHandle:   {ZH: "处置", EN: "handle"},
	access.IssueDispatch: {ZH: "派遣", EN: "dispatch"},
	access.IssueApprove:  {ZH: "审批", EN: "approve"},
	access.IssueVerify:   {ZH: "核查", EN: "verify"},
	access.IssueClose:    {ZH: "结案", EN: "close"},
}

var whos = map[issue.Who]word{
	issue.Holders:   {ZH: "有权者", EN: "whoever has the right"},
	issue.InHands:   {ZH: "承办方", EN: "whoever acts for the hands"},
	issue.Claimant:  {ZH: "认领人", EN: "who claimed it"},
	issue.Another:   {ZH: "非承办人", EN: "somebody who did not handle it"},
	issue.Reporting: {ZH: "上报群众", EN: "a citizen who reported it"},
	issue.Alone:     {ZH: "系统", EN: "the system"},
}

var demands = map[issue.Demand]word{
	issue.WantReason: {ZH: "理由", EN: "reason"},
	issue.WantBefore: {ZH: "处置前照片", EN: "photo before"},
	issue.WantAfter:  {ZH: "处置后照片", EN: "photo after"},
	issue.WantSpot:   {ZH: "到场位置", EN: "position on the spot"},
	issue.WantUntil:  {ZH: "截止时间", EN: "until when"},
	issue.WantInto:   {ZH: "并入哪一件", EN: "the issue it joins"},
	issue.WantUnit:   {ZH: "归属单元", EN: "unit"},
	issue.WantBodies: {ZH: "被吹哨的部门", EN: "bodies"},
	issue.WantBody:   {ZH: "报到的部门", EN: "body"},
	issue.WantChange: {ZH: "更正内容", EN: "what to correct"},
}

var conditions = map[issue.Condition]word{
	issue.IfAwaited:     {ZH: "有群众待评价", EN: "a citizen has the word"},
	issue.IfNotAwaited:  {ZH: "无群众待评价", EN: "no citizen has the word"},
	issue.IfMoreAwaited: {ZH: "还有群众未评价", EN: "more citizens have the word"},
	issue.IfWorked:      {ZH: "有人承办过", EN: "somebody handled it"},
	issue.IfNotWorked:   {ZH: "无人承办过", EN: "nobody handled it"},
	issue.IfSeconded:    {ZH: "已初审", EN: "seconded"},
	issue.IfNotSeconded: {ZH: "未初审", EN: "not seconded"},
	issue.IfWhistled:    {ZH: "已吹哨", EN: "somebody whistled"},
	issue.IfBrings:      {ZH: "并入者有群众上报人", EN: "it brings a citizen who reported it"},
	issue.IfLate:        {ZH: "超期办结", EN: "handled late"},
}

var stages = map[issue.Stage]word{
	issue.ToFile:     {ZH: "立案", EN: "file"},
	issue.ToVerify:   {ZH: "核实", EN: "verify"},
	issue.ToDispatch: {ZH: "派遣", EN: "dispatch"},
	issue.ToClaim:    {ZH: "认领", EN: "claim"},
	issue.ToHandle:   {ZH: "处置", EN: "handle"},
	issue.ToCheck:    {ZH: "核查", EN: "check"},
	issue.ToAnswer:   {ZH: "群众评价", EN: "answer"},
	issue.ToArrive:   {ZH: "报到", EN: "arrive"},
	issue.Everything: {ZH: "全部", EN: "all"},
}

// Stage names a stage in the language.
func Stage(s issue.Stage, lang fault.Language) string { return in(stages[s], lang) }

// State names a state in the language.
func State(s issue.State, lang fault.Language) string {
	switch s {
	case issue.Same:
		return pick(lang, "不变", "as it was")
	case issue.Back:
		return pick(lang, "挂账前", "where it was")
	}
	return in(word{ZH: s.Info().ZH, EN: s.Info().EN}, lang)
}

// Action names an action in the language, as the first row that has it does.
func Action(a issue.Action, lang fault.Language) string {
	for _, t := range issue.Lifecycle {
		if t.Action == a {
			return in(word{ZH: t.ZH, EN: t.EN}, lang)
		}
	}
	return string(a)
}

func pick(lang fault.Language, zh, en string) string { return in(word{ZH: zh, EN: en}, lang) }

// Event names what happened: the row of the table that led from the one state to the
// other, or else the first of the action.
func Event(e *issue.Event, lang fault.Language) string {
	name := ""
	for _, t := range issue.Lifecycle {
		if t.Action != e.Action || t.Asked != "" && string(t.Asked) != e.With[issue.WithRequest] {
			continue
		}
		this := in(word{ZH: t.ZH, EN: t.EN}, lang)
		if slices.Contains(t.From, e.From) && (t.To == e.To || t.To == issue.Same && e.From == e.To || t.To == issue.Back) {
			return this
		}
		if name == "" {
			name = this
		}
	}
	if name == "" {
		return string(e.Action)
	}
	return name
}
