package doctor

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"sizhang/server/store"
)

// settled is how old an import must be before what it wrote counts as dead: one
// that is under way is on no list yet either.
const settled = 24 * time.Hour

// everything reads every document to find what belongs to nothing. It goes by the
// documents as they are kept, not by package app: it is to see what that would
// not. The names of their members are part of the form of what is stored, which
// never changes, see app/records.go.
func (e *examination) everything(ctx context.Context) error {
	if !e.Deep {
		return nil
	}
	c := census{now: e.Now(), listed: map[string]bool{}, units: map[string]bool{}, dead: map[string]int{}}
	oneMoment, err := e.store.Scan(ctx, func(d store.Document) error {
		if !d.Gone {
			c.count(d)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if !oneMoment && e.count(store.FoundNoSnapshot) == 0 {
		e.add(store.FoundNoSnapshot, "detail", "no snapshot reads")
	}
	e.last.see(c.last.at, c.last.what)
	for _, s := range store.Schema {
		if n := c.dead[s.Name]; n > 0 {
			e.add("dead_documents", "collection", s.Name, "count", strconv.Itoa(n))
		}
	}
	for _, s := range c.seats {
		if !c.units[s.city+"/"+s.Unit] {
			e.add("seat_nowhere", "city", s.city, "unit", s.Unit, "post", s.Post)
		}
	}
	return nil
}

// census is what is known of an installation while its documents go by: cities and
// drafts first, as the schema has it, and units before seats.
type census struct {
	now    time.Time
	listed map[string]bool // editions, and profiles, that a city or an open draft lists
	units  map[string]bool // by city and code, of editions that are listed
	dead   map[string]int  // documents that nobody lists, by collection
	seats  []seat          // that somebody is listed for
	last   newest          // handover
}

// kept is what the census reads of a document, whatever it is.
type kept struct {
	Edition string `json:"edition"`
	Code    string `json:"code"`    // of a city or a unit
	Profile string `json:"profile"` // of a city from before there were versions
	State   string `json:"state"`   // of a draft
	// Editions of a city, and parts of a draft.
	Editions []struct {
		ID string `json:"id"`
	} `json:"editions"`
	Parts []struct {
		Edition string `json:"edition"`
	} `json:"parts"`
	seat
}

// seat is a post at a unit with everybody who was ever named for it.
type seat struct {
	city  string
	Unit  string `json:"unit"`
	Post  string `json:"post"`
	Terms []struct {
		Edition  string `json:"edition"`
		Recorded string `json:"recorded"`
	} `json:"terms"`
}

// count takes in one document. One that cannot be read is the store's to tell.
func (c *census) count(d store.Document) {
	var k kept
	if json.Unmarshal(d.Body, &k) != nil {
		return
	}
	switch d.Collection {
	case store.Cities:
		c.listed[k.Profile] = true
		for _, edition := range k.Editions {
			c.listed[edition.ID] = true
		}
	case store.Drafts:
		if k.State != "dropped" {
			for _, part := range k.Parts {
				c.listed[part.Edition] = true
			}
		}
	case store.Profiles:
		c.belongs(d, d.ID)
	case store.Units:
		if c.belongs(d, k.Edition) {
			c.units[d.City+"/"+k.Code] = true
		}
	case store.Seats:
		c.countSeat(d, k.seat)
	default:
		c.belongs(d, k.Edition)
	}
}

// belongs says whether somebody lists the edition, and counts the document if
// nobody does and nobody is about to.
func (c *census) belongs(d store.Document, edition string) bool {
	if c.listed[edition] {
		return true
	}
	if made, known := madeAt(edition); !known || c.now.Sub(made) > settled {
		c.dead[d.Collection]++
	}
	return false
}

// madeAt returns when an id was made; ids are version 7 of RFC 9562.
func madeAt(id string) (time.Time, bool) {
	parsed, err := uuid.Parse(id)
	if err != nil || parsed.Version() != 7 {
		return time.Time{}, false
	}
	return time.Unix(parsed.Time().UnixTime()), true
}

// countSeat keeps a seat that counts for somebody.
func (c *census) countSeat(d store.Document, s seat) {
	s.city = d.City
	for _, t := range s.Terms {
		if at, err := time.Parse(time.RFC3339, t.Recorded); err == nil {
			c.last.see(at, store.Seats+"/"+d.City+"/"+d.ID)
		}
	}
	s.Terms = slices.DeleteFunc(s.Terms, func(t struct {
		Edition  string `json:"edition"`
		Recorded string `json:"recorded"`
	}) bool {
		return t.Recorded == "" && !c.listed[t.Edition]
	})
	if len(s.Terms) > 0 {
		s.Terms = nil
		c.seats = append(c.seats, s)
	}
}
