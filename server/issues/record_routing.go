package issues

import (
	"time"

	"sizhang/domain/clock"
	"sizhang/domain/issue"
	"sizhang/server/store"
)

type routingBody struct {
	Version     int             `json:"version,omitempty"`
	Units       []string        `json:"units,omitempty"`
	Spots       []string        `json:"spots,omitempty"`
	Heads       []handsBody     `json:"heads,omitempty"`
	Departments []string        `json:"departments,omitempty"`
	Supervisors []string        `json:"supervisors,omitempty"`
	Sponsors    []sponsorBody   `json:"sponsors,omitempty"`
	Root        handsBody       `json:"root,omitzero"`
	Candidates  []candidateBody `json:"candidates,omitempty"`
	Settled     string          `json:"settled,omitempty"`
}

type sponsorBody struct {
	Kind   string `json:"kind"`
	Unit   string `json:"unit"`
	Body   string `json:"body,omitempty"`
	Person string `json:"person,omitempty"`
}

type candidateBody struct {
	Unit      string    `json:"unit"`
	Metres    float64   `json:"metres,omitempty"`
	Precedent bool      `json:"precedent,omitempty"`
	Head      handsBody `json:"head,omitzero"`
}

func routingBodyOf(r *issue.Routing) routingBody {
	return routingBody{
		r.Version, r.Units, r.Spots, each(r.Heads, func(h issue.Hands) handsBody { return handsBody(h) }), r.Departments, r.Supervisors,
		each(r.Sponsors, func(s issue.Sponsor) sponsorBody { return sponsorBody(s) }), handsBody(r.Root),
		each(r.Candidates, func(c issue.Candidate) candidateBody {
			return candidateBody{c.Unit, c.Metres, c.Precedent, handsBody(c.Head)}
		}), r.Settled,
	}
}

func (b *routingBody) routing() issue.Routing {
	return issue.Routing{
		Version: b.Version, Units: b.Units, Spots: b.Spots, Heads: each(b.Heads, func(h handsBody) issue.Hands { return issue.Hands(h) }),
		Departments: b.Departments, Supervisors: b.Supervisors,
		Sponsors: each(b.Sponsors, func(s sponsorBody) issue.Sponsor { return issue.Sponsor(s) }), Root: issue.Hands(b.Root),
		Candidates: each(b.Candidates, func(c candidateBody) issue.Candidate {
			return issue.Candidate{Unit: c.Unit, Metres: c.Metres, Precedent: c.Precedent, Head: issue.Hands(c.Head)}
		}), Settled: b.Settled,
	}
}

// timerBody is a clock; the amount of its limit is in milliseconds.
type timerBody struct {
	Stage       string           `json:"stage"`
	Kind        string           `json:"kind,omitempty"`
	AmountMS    int64            `json:"amount_ms,omitempty"`
	Events      []clockEventBody `json:"events"`
	Calendar    string           `json:"calendar,omitempty"`
	Due         string           `json:"due,omitempty"`
	Provisional bool             `json:"provisional,omitempty"`
	Done        bool             `json:"done,omitempty"`
	Late        bool             `json:"late,omitempty"`
}

type clockEventBody struct {
	Kind  string `json:"kind"`
	At    string `json:"at"`
	Until string `json:"until,omitempty"`
}

func timerBodyOf(t issue.Timer) timerBody {
	at := store.FormatInstant
	return timerBody{
		string(t.Stage), string(t.Limit.Kind), t.Limit.Amount.Milliseconds(), each(t.Events, func(e clock.Event) clockEventBody {
			return clockEventBody{string(e.Kind), at(e.At), at(e.Until)}
		}), t.Calendar, at(t.Due), t.Provisional, t.Done, t.Late,
	}
}

func (b *timerBody) timer(r *reading) issue.Timer {
	return issue.Timer{
		Stage: issue.Stage(b.Stage), Limit: clock.Limit{Kind: clock.Kind(b.Kind), Amount: time.Duration(b.AmountMS) * time.Millisecond},
		Events: each(b.Events, func(e clockEventBody) clock.Event {
			return clock.Event{Kind: clock.EventKind(e.Kind), At: r.instant(e.At), Until: r.instant(e.Until)}
		}), Calendar: b.Calendar, Due: r.instant(b.Due), Provisional: b.Provisional, Done: b.Done, Late: b.Late,
	}
}
