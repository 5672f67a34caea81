package intake

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/domain/territory"
)

// RequestOptions say how to read a table of another system's requests.
type RequestOptions struct {
	IssueOptions
	// Fates say what a status of the other system means here, whatever its case.
	Fates map[string]Fate
}

// Fate is what became of a request there.
type Fate string

const (
	StillOpen Fate = "open"   // 未结
	WasClosed Fate = "closed" // 已结
	WasVoid   Fate = "void"   // 作废
)

// Fates lists every fate.
var Fates = []Fate{StillOpen, WasClosed, WasVoid}

// Request is a request that another system kept (外部案件), with its own times.
type Request struct {
	Row                    int
	Outside                string // its number there
	Category, CategoryName string
	Text                   string
	Place                  issue.Place
	Source                 issue.Source
	// Body is who had it there, in the words of the table; so is Status.
	Body, Status string
	Fate         Fate
	// Due is the zero time where the table gives none, Over where it is open.
	Added, Due, Over time.Time
}

var requestColumns = append(slices.Clone(issueColumns),
	column{[]string{"status", "状态", "办理状态", "案件状态", "serviceorderstatus"}, true},
	column{[]string{"resolved", "办结时间", "结案时间", "完成时间", "closed", "resolutiondate", "closed_datetime"}, false},
	column{[]string{"body", "承办单位", "处置单位", "责任单位", "部门", "organization", "agency", "organizationacronym"}, false},
	column{[]string{"source", "来源"}, false},
)

// fates are the statuses that are known without being told. One that begins with a
// word and a space or a dash is as the word alone: CLOSED - INCOMPLETE INFORMATION.
var fates = map[string]Fate{
	"open": StillOpen, "opened": StillOpen, "new": StillOpen, "in-progress": StillOpen, "in progress": StillOpen, "pending": StillOpen,
	"assigned": StillOpen, "duplicate (opened)": StillOpen,
	"未结": StillOpen, "未办结": StillOpen, "在办": StillOpen, "待办": StillOpen, "待处置": StillOpen, "处置中": StillOpen, "办理中": StillOpen, "处理中": StillOpen,
	"closed": WasClosed, "resolved": WasClosed, "completed": WasClosed, "done": WasClosed,
	"已结": WasClosed, "已办结": WasClosed, "办结": WasClosed, "已结案": WasClosed, "结案": WasClosed, "已完成": WasClosed,
	"void": WasVoid, "voided": WasVoid, "cancelled": WasVoid, "canceled": WasVoid, "invalid": WasVoid, "duplicate (closed)": WasVoid,
	"作废": WasVoid, "已作废": WasVoid, "不予立案": WasVoid, "撤单": WasVoid, "重复": WasVoid,
}

// ReadRequests reads a table of another system's requests: id, category or
// category_name, status, added and resolved, lng and lat, and where they apply due,
// text, address, body, source. Categories that the city has not are refused, and
// returned. A request that is over wants the time at which it was; one that is open
// must have none.
func ReadRequests(ctx context.Context, r io.Reader, o RequestOptions) ([]Request, []Missing, *Report, error) {
	var requests []Request
	names := newNaming(&o.IssueOptions)
	if name, unknown := unknownColumn(o.Columns, requestColumns); unknown {
		report := &Report{Record: Row}
		report.whole(territory.Refusal, fault.ColumnUnknown, name, fault.With{"column": name, "known": columnIDs(requestColumns)})
		return nil, nil, report, nil
	}
	report, err := readTable(ctx, r, o.Options, withOwn(requestColumns, o.Columns), func(r *row) {
		before := r.report.faults
		if request := o.request(r, names); r.report.faults == before {
			requests = append(requests, request)
		}
	})
	report.Kept = len(requests)
	return requests, names.list(), report, err
}

func (o *RequestOptions) request(r *row, names *naming) Request {
	q := Request{Row: r.index, Outside: r.own("id", fault.CodeDoubled), Source: o.Source}
	q.Category, q.CategoryName = names.category(r)
	q.Place = r.place(o.CRS)
	q.Body, q.Text = r.cell("body"), r.cell("text")
	if q.Text == "" {
		q.Text = q.CategoryName
	}
	if q.Text == "" {
		q.Text = q.Category
	}
	if source := r.cell("source"); source != "" {
		q.Source = o.source(r, source)
	}
	q.Added, q.Due = r.times(&o.IssueOptions)
	o.over(r, &q)
	return q
}

// over reads whether and when it was over.
func (o *RequestOptions) over(r *row, q *Request) {
	status, given := r.need("status")
	text := r.cell("resolved")
	q.Status, q.Over = status, r.instant("resolved", text, zoned(o.Zone))
	var known bool
	q.Fate, known = o.fate(status)
	switch {
	case !given:
	case !known:
		r.refuse(fault.StatusUnknown, "status", fault.With{"status": status})
	case q.Fate == StillOpen && text != "":
		r.refuse(fault.OpenYetOver, "resolved", fault.With{"status": status, "at": text})
	case q.Fate == WasClosed && text == "":
		r.refuse(fault.ValueMissing, "resolved", nil)
	case q.Fate == WasVoid && text == "":
		q.Over = q.Added
	}
	switch {
	case q.Over.IsZero() || q.Added.IsZero():
	case q.Over.Before(q.Added):
		r.refuse(fault.TimeBackwards, "resolved", fault.With{"at": text, "last": r.cell("added")})
	case !o.Now.IsZero() && q.Over.After(o.Now):
		r.refuse(fault.FutureTime, "resolved", fault.With{"at": text})
	}
}

// fate says what a status means.
func (o *RequestOptions) fate(status string) (Fate, bool) {
	for said, fate := range o.Fates {
		if strings.EqualFold(said, status) {
			return fate, true
		}
	}
	status = strings.ToLower(status)
	if fate, known := fates[status]; known {
		return fate, true
	}
	if first, _, more := strings.Cut(status, " - "); more {
		fate, known := fates[first]
		return fate, known
	}
	return "", false
}

// source reads where a row came from: the name of a source in either language, or
// another that cities write.
func (o *IssueOptions) source(r *row, text string) issue.Source {
	for _, s := range issue.Sources {
		if strings.EqualFold(text, string(s)) || text == s.Names().ZH || slices.Contains(alsoCalled[s], text) {
			return s
		}
	}
	r.refuse(fault.SourceUnknown, "source", fault.With{"source": text, "known": listedSources()})
	return ""
}

// alsoCalled are what sources are called in tables, beside their names.
var alsoCalled = map[issue.Source][]string{
	issue.FromHead: {"四长"}, issue.FromCitizen: {"群众", "群众上报", "随手拍"}, issue.FromHotline: {"12345", "热线", "12345工单"},
	issue.FromSupervision: {"督查"}, issue.FromQuestionnaire: {"问卷", "座谈"}, issue.FromLeader: {"领导"}, issue.FromSensor: {"视频", "物联感知"},
}

func listedSources() string {
	var list []string
	for _, s := range issue.Sources {
		list = append(list, string(s)+" "+s.Names().ZH)
	}
	return strings.Join(list, ", ")
}

func columnIDs(columns []column) string {
	ids := make([]string, len(columns))
	for i, c := range columns {
		ids[i] = c.names[0]
	}
	return strings.Join(ids, ", ")
}

// Filing is the request as a report of the city. Nobody is left to ask: who reported it
// there is not known here. Each call makes another id.
func (q *Request) Filing(city string, by issue.By) issue.Filing {
	return issue.Filing{
		City: city, ID: newID(), Source: q.Source, Outside: q.Outside, Category: q.Category, Text: q.Text,
		Place: q.Place, Found: q.Added, By: by, Reporter: issue.Reporter{Kind: issue.Staff, By: by, At: q.Added},
	}
}

// Story is what happened to it there, as far as the table tells: filed and dispatched
// when it came in, and done and checked when it was over.
func (q *Request) Story() []issue.Past {
	by := issue.By{Kind: issue.ByPartner, Name: q.Body}
	if q.Fate == WasVoid {
		return []issue.Past{{Action: issue.Reject, At: q.Over, By: by, Reason: q.Status}}
	}
	story := []issue.Past{{Action: issue.File, At: q.Added, By: by}, {Action: issue.Dispatch, At: q.Added, By: by}}
	if q.Fate == WasClosed {
		story = append(story, issue.Past{Action: issue.Claim, At: q.Over, By: by}, issue.Past{Action: issue.Finish, At: q.Over, By: by},
			issue.Past{Action: issue.Pass, At: q.Over, By: by, Reason: q.Status})
	}
	return story
}
