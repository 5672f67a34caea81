package issues

import (
	"time"

	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/server/issues/board"
	"sizhang/server/store"
)

// cardBody is the card of an issue, in this order. Steps are the numbers of
// issue.Card.Steps one after the other: begun, done and late of each stage in the order
// of issue.Stages, up to the last that is not 0. Flags are the names of those that are
// set, see flagNames. Cells are those of the point as board.Cells.Names writes them, so that
// a start need not ask for them. The id is the document's, and the number elsewhere what
// the document is found by, see outsideKey.
type cardBody struct {
	Number     string    `json:"number"`
	Seq        int       `json:"seq"`
	Category   string    `json:"category"`
	Source     string    `json:"source"`
	State      string    `json:"state"`
	Lng        float64   `json:"lng"`
	Lat        float64   `json:"lat"`
	Cells      []string  `json:"cells,omitempty"`
	Text       string    `json:"text,omitempty"`
	Address    string    `json:"address,omitempty"`
	Units      []string  `json:"units,omitempty"`
	Spots      []string  `json:"spots,omitempty"`
	Bodies     []string  `json:"bodies,omitempty"`
	Hands      handsBody `json:"hands,omitzero"`
	Photos     int       `json:"photos,omitempty"`
	Reporter   string    `json:"reporter,omitempty"`
	Filer      string    `json:"filer,omitempty"`
	Dispatcher string    `json:"dispatcher,omitempty"`
	Worker     string    `json:"worker,omitempty"`
	Checker    string    `json:"checker,omitempty"`
	Verifier   string    `json:"verifier,omitempty"`
	Department string    `json:"department,omitempty"`
	Answer     string    `json:"answer,omitempty"`

	Found      string `json:"found,omitempty"`
	Reported   string `json:"reported,omitempty"`
	Filed      string `json:"filed,omitempty"`
	Dispatched string `json:"dispatched,omitempty"`
	Claimed    string `json:"claimed,omitempty"`
	Fixed      string `json:"fixed,omitempty"`
	Checked    string `json:"checked,omitempty"`
	Announced  string `json:"announced,omitempty"`
	Answered   string `json:"answered,omitempty"`
	Closed     string `json:"closed,omitempty"`
	Changed    string `json:"changed,omitempty"`
	Due        string `json:"due,omitempty"`

	Running       []runningBody `json:"running,omitempty"`
	Flags         []string      `json:"flags,omitempty"`
	Postponements int           `json:"postponements,omitempty"`
	Suspensions   int           `json:"suspensions,omitempty"`
	Bounces       int           `json:"bounces,omitempty"`
	Reworks       int           `json:"reworks,omitempty"`
	Reopenings    int           `json:"reopenings,omitempty"`
	Dispatches    int           `json:"dispatches,omitempty"`
	Steps         []int         `json:"steps,omitempty"`
}

// runningBody is a clock that runs.
type runningBody struct {
	Stage string `json:"stage"`
	Due   string `json:"due"`
}

// handsBody is also part of the issue.
type handsBody struct {
	Unit     string `json:"unit,omitempty"`
	Post     string `json:"post,omitempty"`
	Person   string `json:"person,omitempty"`
	Name     string `json:"name,omitempty"`
	Body     string `json:"body,omitempty"`
	Fallback bool   `json:"fallback,omitempty"`
}

// flagNames are the flags in the order of issue.Flags.
var flagNames = [...]string{
	"disputed", "fallback", "chronic", "on_the_spot", "whistled", "citizen",
	"late", "exempt", "true", "untrue", "escalated", "provisional", "undone",
}

// flagsOf returns the flags in the order of flagNames.
func flagsOf(f *issue.Flags) [len(flagNames)]*bool {
	return [...]*bool{
		&f.Disputed, &f.Fallback, &f.Chronic, &f.OnTheSpot, &f.Whistled, &f.Citizen,
		&f.Late, &f.Exempt, &f.True, &f.Untrue, &f.Escalated, &f.Provisional, &f.Undone,
	}
}

func cardBodyOf(c *board.Packed) cardBody {
	at := store.FormatInstant
	b := cardBody{
		c.Number, c.Seq, c.Category, string(c.Source), string(c.State), c.Point.Lng, c.Point.Lat, c.Cells().Names(),
		c.Text, c.Address, c.Units, c.Spots, c.Bodies, handsBody(c.Hands), c.Photos,
		c.Reporter, c.Filer, c.Dispatcher, c.Worker, c.Checker, c.Verifier, c.Department, string(c.Answer),
		at(c.Found), at(c.Reported), at(c.Filed), at(c.Dispatched), at(c.Claimed), at(c.Fixed), at(c.Checked),
		at(c.Announced), at(c.Answered), at(c.Closed), at(c.Changed), at(c.Due),
		each(c.Running, func(r issue.Running) runningBody { return runningBody{string(r.Stage), at(r.Due)} }),
		nil, c.Postponements, c.Suspensions, c.Bounces, c.Reworks, c.Reopenings, c.Dispatches, nil,
	}
	for i, set := range flagsOf(&c.Flags) {
		if *set {
			b.Flags = append(b.Flags, flagNames[i])
		}
	}
	for _, step := range c.Steps {
		b.Steps = append(b.Steps, step.Begun, step.Done, step.Late)
	}
	for len(b.Steps) > 0 && b.Steps[len(b.Steps)-1] == 0 {
		b.Steps = b.Steps[:len(b.Steps)-1]
	}
	return b
}

// card returns the card of the issue with the id, and with what outsideKey made of its
// number elsewhere.
func (b *cardBody) card(id, outside string, r *reading) issue.Card {
	at := func(text string) time.Time { return r.instant(text) }
	c := issue.Card{
		ID: id, Number: b.Number, Outside: outsideNumber(issue.Source(b.Source), outside), Seq: b.Seq, Category: b.Category, Source: issue.Source(b.Source), State: issue.State(b.State),
		Point: geo.Point{Lng: b.Lng, Lat: b.Lat}, Text: b.Text, Address: b.Address, Units: b.Units, Spots: b.Spots, Bodies: b.Bodies,
		Hands: issue.Hands(b.Hands), Photos: b.Photos,
		Reporter: b.Reporter, Filer: b.Filer, Dispatcher: b.Dispatcher, Worker: b.Worker, Checker: b.Checker, Verifier: b.Verifier,
		Department: b.Department, Answer: issue.Answer(b.Answer),
		Found: at(b.Found), Reported: at(b.Reported), Filed: at(b.Filed), Dispatched: at(b.Dispatched), Claimed: at(b.Claimed), Fixed: at(b.Fixed),
		Checked: at(b.Checked), Announced: at(b.Announced), Answered: at(b.Answered), Closed: at(b.Closed), Changed: at(b.Changed), Due: at(b.Due),
		Running:       each(b.Running, func(r runningBody) issue.Running { return issue.Running{Stage: issue.Stage(r.Stage), Due: at(r.Due)} }),
		Postponements: b.Postponements, Suspensions: b.Suspensions, Bounces: b.Bounces, Reworks: b.Reworks, Reopenings: b.Reopenings, Dispatches: b.Dispatches,
	}
	for i, set := range flagsOf(&c.Flags) {
		for _, name := range b.Flags {
			*set = *set || name == flagNames[i]
		}
	}
	for i, n := range b.Steps {
		if i/3 >= len(c.Steps) {
			break
		}
		step := &c.Steps[i/3]
		*[...]*int{&step.Begun, &step.Done, &step.Late}[i%3] = n
	}
	return c
}
