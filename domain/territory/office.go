package territory

import (
	"iter"
	"time"

	"sizhang/domain/city"
)

// Office is a post that somebody holds (任职), with the time that they hold it for.
type Office struct {
	Unit string
	Post city.Post
	From time.Time
	// Until is the zero time where no end is known.
	Until  time.Time
	Deputy bool
	// Principals are the people who hold the post beside a deputy.
	Principals []string
}

// OfficesOf returns what the person holds by the seat in the moment: nothing where
// the unit is no more, or has not the post under the profile in force. Somebody may
// be principal and deputy at once.
func (m Moment) OfficesOf(person string, s Seat) []Office {
	u, there := m.Unit(s.Unit)
	if !there {
		return nil
	}
	post, _, known := m.Profile().Post(s.Post)
	if !known || !post.At(u.Level) {
		return nil
	}
	var held []Office
	var principals []string
	for _, t := range s.Terms {
		if !t.InOffice(m.at) {
			continue
		}
		if t.Person == person {
			held = append(held, Office{Unit: s.Unit, Post: post, From: t.From, Until: t.Until, Deputy: t.Deputy})
		}
		if !t.Deputy {
			principals = append(principals, t.Person)
		}
	}
	for i := range held {
		if held[i].Deputy {
			held[i].Principals = principals
		}
	}
	return held
}

// Above returns the code of the unit and of all above it, the nearest first; none
// where there is no such unit in the moment.
func (m Moment) Above(code string) []string {
	var codes []string
	for u, there := m.Unit(code); there; u, there = m.Unit(u.Parent) {
		codes = append(codes, u.Code)
	}
	return codes
}

// EverySeat returns every seat with all its terms, unit by unit. The terms are shared
// and must not be changed.
func (t *Territory) EverySeat() iter.Seq[Seat] {
	return func(yield func(Seat) bool) {
		for line := range t.lines {
			for _, s := range t.seats.of(int32(line)) {
				if !yield(Seat{Unit: t.lines[line].code, Post: t.posts[s.post], Terms: s.terms}) {
					return
				}
			}
		}
	}
}
