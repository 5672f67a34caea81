package issues

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"sizhang/domain/issue"
	"sizhang/server/issues/board"
	"sizhang/server/store"
)

// cardReader reads the cards at the beginning of issues' documents, and no further, many
// times as fast as encoding/json would. It takes a document to be valid, as a store does;
// what it does not know in a card it leaves to encoding/json. Texts that many cards share
// are held once: it is for one goroutine.
type cardReader struct {
	text []byte
	at   int
	lost bool
	// outside is under which number elsewhere the document is found; see outsideKey.
	outside string
	// cells are those that the last card told; none where it did not.
	cells board.Cells
	names []string
	texts map[string]string
	lists map[string][]string
	held  map[string]issue.Hands
	days  map[string]time.Time // their midnights
}

func newCardReader() *cardReader {
	return &cardReader{texts: map[string]string{}, lists: map[string][]string{}, held: map[string]issue.Hands{}, days: map[string]time.Time{}}
}

// read returns the card of the issue that the document is.
func (r *cardReader) read(d store.Document) (issue.Card, error) {
	r.text, r.at, r.lost, r.outside, r.cells = d.Body, 0, false, "", board.Cells{}
	c := issue.Card{ID: d.ID}
	if r.find("card") && r.card(&c) {
		c.Outside = outsideNumber(c.Source, r.outside)
		return c, nil
	}
	r.cells = board.Cells{}
	var b struct {
		Outside string   `json:"outside"`
		Card    cardBody `json:"card"`
	}
	err := json.Unmarshal(d.Body, &b)
	in := reading{}
	c = b.Card.card(d.ID, b.Outside, &in)
	if err == nil {
		err = in.err
	}
	if err == nil && c.Seq < 1 {
		err = fmt.Errorf("it has no card")
	}
	if err != nil {
		return c, fmt.Errorf("the issue %s/%s cannot be read: %w", d.City, d.ID, err)
	}
	return c, nil
}

// find steps over texts up to the member.
func (r *cardReader) find(member string) bool {
	for r.want('{'); !r.lost; r.want(',') {
		name := string(r.raw())
		r.want(':')
		switch name {
		case member:
			return !r.lost
		case "outside":
			r.outside = r.word()
		default:
			r.word()
		}
	}
	return false
}

// card reads a cardBody.
func (r *cardReader) card(c *issue.Card) bool {
	r.object(func(name []byte) {
		switch string(name) {
		case "number":
			c.Number = r.word()
		case "seq":
			c.Seq = r.int()
		case "category":
			c.Category = r.shared()
		case "source":
			c.Source = issue.Source(r.shared())
		case "state":
			c.State = issue.State(r.shared())
		case "lng":
			c.Point.Lng = r.float()
		case "lat":
			c.Point.Lat = r.float()
		case "cells":
			r.names = r.names[:0]
			r.list(func() { r.names = append(r.names, string(r.raw())) })
			r.cells, _ = board.CellsNamed(r.names)
		case "text":
			c.Text = r.word()
		case "address":
			c.Address = r.word()
		case "units":
			c.Units = r.sharedList()
		case "spots":
			c.Spots = r.sharedList()
		case "bodies":
			c.Bodies = r.sharedList()
		case "hands":
			r.hands(&c.Hands)
		case "photos":
			c.Photos = r.int()
		case "answer":
			c.Answer = issue.Answer(r.shared())
		case "running":
			r.list(func() {
				c.Running = append(c.Running, issue.Running{})
				r.running(&c.Running[len(c.Running)-1])
			})
		case "flags":
			r.flags(&c.Flags)
		case "steps":
			r.steps(c)
		default:
			if !r.person(name, c) && !r.moment(name, c) && !r.tally(name, c) {
				r.lost = true
			}
		}
	})
	return !r.lost && c.Seq > 0
}

func (r *cardReader) person(name []byte, c *issue.Card) bool {
	switch string(name) {
	case "reporter":
		c.Reporter = r.shared()
	case "filer":
		c.Filer = r.shared()
	case "dispatcher":
		c.Dispatcher = r.shared()
	case "worker":
		c.Worker = r.shared()
	case "checker":
		c.Checker = r.shared()
	case "verifier":
		c.Verifier = r.shared()
	case "department":
		c.Department = r.shared()
	default:
		return false
	}
	return true
}

func (r *cardReader) moment(name []byte, c *issue.Card) bool {
	switch string(name) {
	case "reported":
		c.Reported = r.instant()
	case "filed":
		c.Filed = r.instant()
	case "dispatched":
		c.Dispatched = r.instant()
	case "claimed":
		c.Claimed = r.instant()
	case "fixed":
		c.Fixed = r.instant()
	case "checked":
		c.Checked = r.instant()
	case "closed":
		c.Closed = r.instant()
	case "found":
		c.Found = r.instant()
	case "announced":
		c.Announced = r.instant()
	case "answered":
		c.Answered = r.instant()
	case "changed":
		c.Changed = r.instant()
	case "due":
		c.Due = r.instant()
	default:
		return false
	}
	return true
}

func (r *cardReader) tally(name []byte, c *issue.Card) bool {
	switch string(name) {
	case "postponements":
		c.Postponements = r.int()
	case "suspensions":
		c.Suspensions = r.int()
	case "bounces":
		c.Bounces = r.int()
	case "reworks":
		c.Reworks = r.int()
	case "reopenings":
		c.Reopenings = r.int()
	case "dispatches":
		c.Dispatches = r.int()
	default:
		return false
	}
	return true
}

// hands reads whose hands it is in, which other cards are in, too.
func (r *cardReader) hands(h *issue.Hands) {
	r.space()
	from := r.at
	end := bytes.IndexByte(r.text[from:], '}')
	if end < 0 {
		r.lost = true
		return
	}
	if known, found := r.held[string(r.text[from:from+end+1])]; found {
		*h, r.at = known, from+end+1
		return
	}
	r.handsAnew(h)
	if !r.lost && r.at == from+end+1 {
		r.held[string(r.text[from:r.at])] = *h
	}
}

func (r *cardReader) handsAnew(h *issue.Hands) {
	r.object(func(name []byte) {
		switch string(name) {
		case "unit":
			h.Unit = r.shared()
		case "post":
			h.Post = r.shared()
		case "person":
			h.Person = r.shared()
		case "name":
			h.Name = r.shared()
		case "body":
			h.Body = r.shared()
		case "fallback":
			r.lost = r.lost || !bytes.HasPrefix(r.text[r.at:], []byte("true")) // false is left out
			r.at += len("true")
			h.Fallback = true
		default:
			r.lost = true
		}
	})
}

func (r *cardReader) running(c *issue.Running) {
	r.object(func(name []byte) {
		switch string(name) {
		case "stage":
			c.Stage = issue.Stage(r.shared())
		case "due":
			c.Due = r.instant()
		default:
			r.lost = true
		}
	})
}

func (r *cardReader) flags(f *issue.Flags) {
	all := flagsOf(f)
	r.list(func() {
		name := r.raw()
		for i := range flagNames {
			if flagNames[i] == string(name) {
				*all[i] = true
				return
			}
		}
		r.lost = true
	})
}

func (r *cardReader) steps(c *issue.Card) {
	i := 0
	r.list(func() {
		n := r.int()
		if i/3 >= len(c.Steps) {
			r.lost = true
			return
		}
		step := &c.Steps[i/3]
		*[...]*int{&step.Begun, &step.Done, &step.Late}[i%3] = n
		i++
	})
}

// instant reads what store.FormatInstant wrote.
func (r *cardReader) instant() time.Time {
	text := r.raw()
	if len(text) != len(store.InstantLayout) {
		r.lost = true
		return time.Time{}
	}
	for _, i := range [...]int{10, 13, 16, 19, 23} {
		r.lost = r.lost || text[i] != store.InstantLayout[i]
	}
	midnight, known := r.days[string(text[:10])]
	if !known {
		var err error
		if midnight, err = time.Parse(time.DateOnly, string(text[:10])); err != nil {
			r.lost = true
			return time.Time{}
		}
		r.days[string(text[:10])] = midnight
	}
	bad := false
	digit := func(at int) int64 {
		d := text[at] - '0'
		bad = bad || d > 9
		return int64(d)
	}
	hour, minute, second := 10*digit(11)+digit(12), 10*digit(14)+digit(15), 10*digit(17)+digit(18)
	milli := 100*digit(20) + 10*digit(21) + digit(22)
	r.lost = r.lost || bad || hour > 23 || minute > 59 || second > 59
	return inChina(midnight.Add(time.Duration(((hour*60+minute)*60+second)*1000+milli) * time.Millisecond))
}
