package demo

import (
	"regexp"
	"testing"
	"time"

	"sizhang/domain/city"
)

// now is an instant well inside the terms that the register knows.
var now = time.Date(2027, 3, 1, 0, 0, 0, 0, time.UTC)

func TestSeatsFitTheProfile(t *testing.T) {
	m := makeCity(t)
	p := Profile()
	twice := map[[2]string]bool{}
	for _, s := range m.seats {
		post, _, ok := p.Post(s.Post)
		u := m.by[s.Unit]
		if !ok || u == nil || !post.At(u.Level) {
			t.Errorf("%s at %s does not fit", s.Post, s.Unit)
		}
		if twice[[2]string{s.Unit, s.Post}] {
			t.Errorf("%s at %s comes twice", s.Post, s.Unit)
		}
		twice[[2]string{s.Unit, s.Post}] = true
	}
	for _, post := range p.Posts {
		for _, level := range post.Levels {
			for _, u := range m.at[level] {
				if post.Kind == city.Leader && !twice[[2]string{u.Code, post.ID}] {
					t.Errorf("nobody was ever %s of %s", post.ID, u.Code)
				}
			}
		}
	}
}

func TestTermsAreInOrder(t *testing.T) {
	document := regexp.MustCompile(`^东演示〔20(1|2)\d〕[1-9]\d*号$`)
	person := regexp.MustCompile(`^demo-\d{6}$`)
	names := map[string]string{}
	for _, s := range makeCity(t).seats {
		if len(s.Terms) == 0 {
			t.Errorf("%s at %s has no terms", s.Post, s.Unit)
		}
		var ends time.Time // of the last principal
		for i, term := range s.Terms {
			if !person.MatchString(term.Person) || !document.MatchString(term.Document) || len([]rune(term.Name)) < 2 {
				t.Errorf("%s at %s: %+v", s.Post, s.Unit, term)
			}
			if known, ok := names[term.Person]; ok && known != term.Name {
				t.Errorf("%s is called %s and %s", term.Person, known, term.Name)
			}
			names[term.Person] = term.Name
			if !term.Until.IsZero() && !term.From.Before(term.Until) {
				t.Errorf("%s at %s: term %d ends before it begins", s.Post, s.Unit, i)
			}
			if i > 0 && term.From.Before(s.Terms[i-1].From) {
				t.Errorf("%s at %s: term %d is out of order", s.Post, s.Unit, i)
			}
			if term.Deputy {
				continue
			}
			if i > 0 && (ends.IsZero() || term.From.Before(ends)) {
				t.Errorf("%s at %s: term %d overlaps the one before", s.Post, s.Unit, i)
			}
			ends = term.Until
		}
	}
}

// Most posts are held and some are not, so that the fallback shows; some terms
// are over, some are yet to come, some posts have a deputy, and some people look
// after more than one building.
func TestTheRegisterHasEveryKindOfTerm(t *testing.T) {
	m := makeCity(t)
	held, kinds, posts := map[string]float64{}, map[string]int{}, map[string]int{}
	for _, s := range m.seats {
		inOffice := 0.0
		for _, term := range s.Terms {
			switch {
			case term.InOffice(now) && term.Deputy:
				kinds["deputy"]++
			case term.InOffice(now):
				inOffice = 1
				posts[term.Person]++
			case term.From.After(now):
				kinds["future"]++
			default:
				kinds["ended"]++
			}
		}
		held[m.by[s.Unit].Level+" "+s.Post] += inOffice
	}
	for _, kind := range []string{"deputy", "future", "ended"} {
		if kinds[kind] < 50 {
			t.Errorf("%d terms are %s", kinds[kind], kind)
		}
	}
	shared := 0
	for _, n := range posts {
		if n > 1 {
			shared++
		}
	}
	if shared < 50 {
		t.Errorf("%d people hold more than one post", shared)
	}
	for _, want := range []struct {
		level, post string
		low, high   float64
	}{
		{"building", "building_head", 0.87, 0.93}, {"grid", "grid_head", 0.95, 0.99},
		{"street", "street_head", 0.90, 0.99}, {"district", "district_head", 1, 1},
		{"community", "direct_leader", 1, 1}, {"county", "principal_leader", 1, 1},
	} {
		share := held[want.level+" "+want.post] / float64(len(m.at[want.level]))
		if share < want.low || share > want.high {
			t.Errorf("%s: %.3f of the posts are held", want.post, share)
		}
	}
}
