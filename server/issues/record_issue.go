package issues

import (
	"time"

	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/server/store"
)

// issueBody is the issue itself. City, id and number stand in the document.
type issueBody struct {
	Source    string         `json:"source"`
	Outside   string         `json:"outside,omitempty"`
	Category  string         `json:"category"`
	Condition string         `json:"condition,omitempty"`
	Text      string         `json:"text,omitempty"`
	Place     placeBody      `json:"place"`
	Photos    []photoBody    `json:"photos,omitempty"`
	Reporters []reporterBody `json:"reporters,omitempty"`

	State   string       `json:"state"`
	Was     string       `json:"was,omitempty"`
	Routing routingBody  `json:"routing"`
	Hands   handsBody    `json:"hands,omitzero"`
	Worker  byBody       `json:"worker,omitzero"`
	Asked   *requestBody `json:"asked,omitempty"`

	Clocks  []timerBody `json:"clocks,omitempty"`
	Moments momentsBody `json:"moments,omitzero"`
	Told    []toldBody  `json:"told,omitempty"`

	Postponements int  `json:"postponements,omitempty"`
	Suspensions   int  `json:"suspensions,omitempty"`
	Bounces       int  `json:"bounces,omitempty"`
	Reworks       int  `json:"reworks,omitempty"`
	Reopenings    int  `json:"reopenings,omitempty"`
	Appealed      bool `json:"appealed,omitempty"`
	Exempt        bool `json:"exempt,omitempty"`
	OnTheSpot     bool `json:"on_the_spot,omitempty"`
	Chronic       bool `json:"chronic,omitempty"`

	Joint   *jointBody  `json:"joint,omitempty"`
	Into    string      `json:"into,omitempty"`
	Parts   []string    `json:"parts,omitempty"`
	History []eventBody `json:"history"`
}

// placeBody has the position in WGS84 and as it was declared.
type placeBody struct {
	Lng       float64 `json:"lng"`
	Lat       float64 `json:"lat"`
	Datum     string  `json:"datum"`
	X         float64 `json:"x"`
	Y         float64 `json:"y"`
	AccuracyM float64 `json:"accuracy_m,omitempty"`
	Address   string  `json:"address,omitempty"`
}

type photoBody struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
	Seq  int    `json:"seq"`
}

type reporterBody struct {
	Kind    string `json:"kind"`
	By      byBody `json:"by,omitzero"`
	Name    string `json:"name,omitempty"`
	Contact string `json:"contact,omitempty"`
	Key     string `json:"key,omitempty"`
	Issue   string `json:"issue,omitempty"`
	At      string `json:"at,omitempty"`
	Answer  string `json:"answer,omitempty"`
}

type byBody struct {
	Kind    issue.ByKind `json:"kind,omitempty"`
	Account string       `json:"account,omitempty"`
	Person  string       `json:"person,omitempty"`
	Name    string       `json:"name,omitempty"`
	Unit    string       `json:"unit,omitempty"`
	Post    string       `json:"post,omitempty"`
	Body    string       `json:"body,omitempty"`
}

type requestBody struct {
	Action   string  `json:"action"`
	At       string  `json:"at"`
	By       byBody  `json:"by,omitzero"`
	Reason   string  `json:"reason,omitempty"`
	Until    string  `json:"until,omitempty"`
	Seconded *byBody `json:"seconded,omitempty"`
}

type momentsBody struct {
	Found     string `json:"found,omitempty"`
	Claimed   string `json:"claimed,omitempty"`
	Fixed     string `json:"fixed,omitempty"`
	Announced string `json:"announced,omitempty"`
	Answered  string `json:"answered,omitempty"`
}

type toldBody struct {
	Timer int    `json:"timer"`
	Mark  string `json:"mark"`
	Round int    `json:"round,omitempty"`
	At    string `json:"at"`
}

type jointBody struct {
	At     string     `json:"at"`
	By     byBody     `json:"by,omitzero"`
	Reason string     `json:"reason,omitempty"`
	Until  string     `json:"until"`
	Calls  []callBody `json:"calls,omitempty"`
}

type callBody struct {
	Body    string  `json:"body"`
	Arrived string  `json:"arrived,omitempty"`
	By      byBody  `json:"by,omitzero"`
	Metres  float64 `json:"metres,omitempty"`
	Late    bool    `json:"late,omitempty"`
}

type eventBody struct {
	Seq     int               `json:"seq"`
	Command string            `json:"command,omitempty"`
	At      string            `json:"at"`
	By      byBody            `json:"by,omitzero"`
	Action  string            `json:"action"`
	From    string            `json:"from,omitempty"`
	To      string            `json:"to"`
	Reason  string            `json:"reason,omitempty"`
	Photos  []string          `json:"photos,omitempty"`
	Hands   *handsBody        `json:"hands,omitempty"`
	With    map[string]string `json:"with,omitempty"`
	Hash    string            `json:"hash"`
}

func issueBodyOf(i *issue.Issue) issueBody {
	at := store.FormatInstant
	b := issueBody{
		Source: string(i.Source), Outside: i.Outside, Category: i.Category, Condition: i.Condition, Text: i.Text,
		Place:  placeBody{i.Place.Point.Lng, i.Place.Point.Lat, string(i.Place.Datum), i.Place.X, i.Place.Y, i.Place.AccuracyM, i.Place.Address},
		Photos: each(i.Photos, func(p issue.Photo) photoBody { return photoBody{p.ID, string(p.Kind), p.Seq} }),
		Reporters: each(i.Reporters, func(r issue.Reporter) reporterBody {
			return reporterBody{string(r.Kind), byBody(r.By), r.Name, r.Contact, r.Key, r.Issue, at(r.At), string(r.Answer)}
		}),
		State: string(i.State), Was: string(i.Was), Routing: routingBodyOf(&i.Routing), Hands: handsBody(i.Hands), Worker: byBody(i.Worker),
		Clocks:  each(i.Clocks, timerBodyOf),
		Moments: momentsBody{at(i.Moments.Found), at(i.Moments.Claimed), at(i.Moments.Fixed), at(i.Moments.Announced), at(i.Moments.Answered)},
		Told:    each(i.Told, func(t issue.Told) toldBody { return toldBody{t.Timer, t.Mark, t.Round, at(t.At)} }),

		Postponements: i.Postponements, Suspensions: i.Suspensions, Bounces: i.Bounces, Reworks: i.Reworks, Reopenings: i.Reopenings,
		Appealed: i.Appealed, Exempt: i.Exempt, OnTheSpot: i.OnTheSpot, Chronic: i.Chronic,
		Into: i.Into, Parts: i.Parts, History: each(i.History, eventBodyOf),
	}
	if a := i.Asked; a != nil {
		b.Asked = &requestBody{string(a.Action), at(a.At), byBody(a.By), a.Reason, at(a.Until), (*byBody)(a.Seconded)}
	}
	if j := i.Joint; j != nil {
		b.Joint = &jointBody{at(j.At), byBody(j.By), j.Reason, at(j.Until), each(j.Calls, func(c issue.Call) callBody {
			return callBody{c.Body, at(c.Arrived), byBody(c.By), c.Metres, c.Late}
		})}
	}
	return b
}

func eventBodyOf(e issue.Event) eventBody {
	return eventBody{
		e.Seq, e.Command, store.FormatInstant(e.At), byBody(e.By), string(e.Action), string(e.From), string(e.To),
		e.Reason, e.Photos, (*handsBody)(e.Hands), e.With, e.Hash,
	}
}

func (b *issueBody) issue(r *reading) issue.Issue {
	at := func(text string) time.Time { return r.instant(text) }
	p := b.Place
	i := issue.Issue{
		Source: issue.Source(b.Source), Outside: b.Outside, Category: b.Category, Condition: b.Condition, Text: b.Text,
		Place:  issue.Place{Point: geo.Point{Lng: p.Lng, Lat: p.Lat}, Datum: geo.Datum(p.Datum), X: p.X, Y: p.Y, AccuracyM: p.AccuracyM, Address: p.Address},
		Photos: each(b.Photos, func(p photoBody) issue.Photo { return issue.Photo{ID: p.ID, Kind: issue.PhotoKind(p.Kind), Seq: p.Seq} }),
		Reporters: each(b.Reporters, func(b reporterBody) issue.Reporter {
			return issue.Reporter{Kind: issue.ReporterKind(b.Kind), By: issue.By(b.By), Name: b.Name, Contact: b.Contact, Key: b.Key, Issue: b.Issue, At: at(b.At), Answer: issue.Answer(b.Answer)}
		}),
		State: issue.State(b.State), Was: issue.State(b.Was), Routing: b.Routing.routing(), Hands: issue.Hands(b.Hands), Worker: issue.By(b.Worker),
		Clocks:  each(b.Clocks, func(b timerBody) issue.Timer { return b.timer(r) }),
		Moments: issue.Moments{Found: at(b.Moments.Found), Claimed: at(b.Moments.Claimed), Fixed: at(b.Moments.Fixed), Announced: at(b.Moments.Announced), Answered: at(b.Moments.Answered)},
		Told: each(b.Told, func(b toldBody) issue.Told {
			return issue.Told{Timer: b.Timer, Mark: b.Mark, Round: b.Round, At: at(b.At)}
		}),

		Postponements: b.Postponements, Suspensions: b.Suspensions, Bounces: b.Bounces, Reworks: b.Reworks, Reopenings: b.Reopenings,
		Appealed: b.Appealed, Exempt: b.Exempt, OnTheSpot: b.OnTheSpot, Chronic: b.Chronic,
		Into: b.Into, Parts: b.Parts, History: each(b.History, func(b eventBody) issue.Event { return b.event(r) }),
	}
	if a := b.Asked; a != nil {
		i.Asked = &issue.Request{Action: issue.Action(a.Action), At: at(a.At), By: issue.By(a.By), Reason: a.Reason, Until: at(a.Until), Seconded: (*issue.By)(a.Seconded)}
	}
	if j := b.Joint; j != nil {
		i.Joint = &issue.Joint{At: at(j.At), By: issue.By(j.By), Reason: j.Reason, Until: at(j.Until), Calls: each(j.Calls, func(b callBody) issue.Call {
			return issue.Call{Body: b.Body, Arrived: at(b.Arrived), By: issue.By(b.By), Metres: b.Metres, Late: b.Late}
		})}
	}
	return i
}

func (b *eventBody) event(r *reading) issue.Event {
	return issue.Event{
		Seq: b.Seq, Command: b.Command, At: r.instant(b.At), By: issue.By(b.By), Action: issue.Action(b.Action), From: issue.State(b.From), To: issue.State(b.To),
		Reason: b.Reason, Photos: b.Photos, Hands: (*issue.Hands)(b.Hands), With: b.With, Hash: b.Hash,
	}
}

// each turns every item of a list; nothing where there are none.
func each[A, B any](list []A, turn func(A) B) []B {
	if len(list) == 0 {
		return nil
	}
	turned := make([]B, len(list))
	for k := range list {
		turned[k] = turn(list[k])
	}
	return turned
}
