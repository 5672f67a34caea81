package sponsor

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sizhang/domain/city"
	"sizhang/domain/fault"
)

func day(n int) time.Time { return time.Date(2025, 1, 1+n, 0, 0, 0, 0, time.UTC) }

// lastDay is after everything that is drawn has begun and what has an end ended.
const lastDay = 24

func drawList(t *rapid.T, label string, least int) []Sponsorship {
	n := rapid.IntRange(least, 12).Draw(t, label)
	list := make([]Sponsorship, n)
	for i := range list {
		from := rapid.IntRange(0, 12).Draw(t, "from")
		s := Sponsorship{
			Kind:    rapid.SampledFrom([]string{"street", "link"}).Draw(t, "kind"),
			Unit:    fmt.Sprintf("U%d", rapid.IntRange(0, 3).Draw(t, "unit")),
			Sponsor: fmt.Sprintf("S%d", rapid.IntRange(0, 3).Draw(t, "sponsor")),
			From:    day(from), Document: fmt.Sprint(label, i),
		}
		if length := rapid.IntRange(-1, 10).Draw(t, "lasts"); length != 0 {
			s.Until = day(from + length)
		}
		list[i] = s
	}
	return list
}

// drawProfile draws the limits of two kinds.
func drawProfile(t *rapid.T) *city.Profile {
	kind := func(id string) city.SponsorKind {
		return city.SponsorKind{
			ID: id, By: city.ByPerson, Levels: []string{"community"},
			MaxUnits: rapid.IntRange(0, 3).Draw(t, "units"), MaxSponsors: rapid.IntRange(0, 3).Draw(t, "sponsors"),
		}
	}
	return &city.Profile{Levels: []city.Level{{ID: "community"}}, Sponsorships: []city.SponsorKind{kind("street"), kind("link")}}
}

// modelCodes goes through every day and, for each, through every sponsorship,
// and returns which rules are broken on some day on which one that is fresh
// holds and is part of it.
func modelCodes(p *city.Profile, all []Sponsorship, fresh []bool) map[fault.Code]bool {
	broken := map[fault.Code]bool{}
	for d := range lastDay {
		for i, s := range all {
			if s.Empty() || !s.InForce(day(d)) {
				continue
			}
			units, sponsors, rows := map[string]bool{}, map[string]bool{}, 0
			freshUnits, freshSponsors, freshRows := false, false, false
			for k, o := range all {
				if o.Kind != s.Kind || o.Empty() || !o.InForce(day(d)) {
					continue
				}
				if o.Sponsor == s.Sponsor {
					units[o.Unit] = true
					freshUnits = freshUnits || fresh[k]
				}
				if o.Unit == s.Unit {
					sponsors[o.Sponsor] = true
					freshSponsors = freshSponsors || fresh[k]
				}
				if o.Unit == s.Unit && o.Sponsor == s.Sponsor {
					rows++
					freshRows = freshRows || fresh[k]
				}
			}
			kind, _ := p.SponsorKind(all[i].Kind)
			if kind.MaxUnits > 0 && len(units) > kind.MaxUnits && freshUnits {
				broken[fault.SponsorTooManyUnits] = true
			}
			if kind.MaxSponsors > 0 && len(sponsors) > kind.MaxSponsors && freshSponsors {
				broken[fault.UnitTooManySponsors] = true
			}
			if rows > 1 && freshRows {
				broken[fault.SponsorshipDoubled] = true
			}
		}
	}
	return broken
}

func known(a, b Sponsorship) bool {
	return a.Kind == b.Kind && a.Unit == b.Unit && a.Sponsor == b.Sponsor && a.From.Equal(b.From)
}

// modelFresh lays the draft over what is in force and says which of it adds to
// that: the last of those in force under one key counts.
func modelFresh(inForce, draft []Sponsorship) (all []Sponsorship, fresh []bool) {
	for _, s := range draft {
		adds := true
		for _, old := range inForce {
			if known(s, old) {
				adds = !old.Until.IsZero() && (s.Until.IsZero() || s.Until.After(old.Until))
			}
		}
		all, fresh = append(all, s), append(fresh, adds)
	}
	for _, old := range inForce {
		if !slices.ContainsFunc(draft, func(s Sponsorship) bool { return known(s, old) }) {
			all, fresh = append(all, old), append(fresh, false)
		}
	}
	return all, fresh
}

func TestRulesAreBrokenWhereTheSlowModelSaysSo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawProfile(t)
		inForce, draft := drawList(t, "in force", 0), drawList(t, "draft", 1)
		ground := Ground{p, func(string) (string, bool) { return "community", true }, func(string) bool { return true }}
		got := map[fault.Code]bool{}
		for _, f := range Check(ground, inForce, draft) {
			if f.Code != fault.SpanEmpty {
				got[f.Code] = true
			}
		}
		all, fresh := modelFresh(inForce, draft)
		if want := modelCodes(p, all, fresh); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("broken: %v, want %v", got, want)
		}
	})
}

// A breach counts what there is when its row begins, the row among it.
func TestBreachesCountRight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, list := drawProfile(t), drawList(t, "list", 1)
		for _, b := range Breaches(p, list, len(list)) {
			s := list[b.Row]
			members := map[string]bool{}
			rows := 0
			for _, o := range list {
				if o.Kind != s.Kind || o.Empty() || !o.InForce(s.From) {
					continue
				}
				switch b.Code {
				case fault.SponsorTooManyUnits:
					if o.Sponsor == s.Sponsor {
						members[o.Unit] = true
					}
				case fault.UnitTooManySponsors:
					if o.Unit == s.Unit {
						members[o.Sponsor] = true
					}
				default:
					if o.Unit == s.Unit && o.Sponsor == s.Sponsor {
						rows++
					}
				}
			}
			most := max(rows, len(members)) // of those that begin at one instant the first sees fewer
			if b.Given > most || b.Given <= b.Max || len(b.Members) > b.Given {
				t.Fatalf("%+v of %d: %v", b, most, s)
			}
			for _, m := range b.Members {
				if !members[m] {
					t.Fatalf("%+v names %s", b, m)
				}
			}
		}
	})
}

func TestTheLedgerSaysWhatTheSlowModelSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := drawList(t, "list", 0)
		l := NewLedger(list)
		asked := rapid.Permutation([]string{"U0", "U1", "U2", "U3", "U4"}).Draw(t, "units")[:rapid.IntRange(0, 5).Draw(t, "how many")]
		for d := -1; d <= lastDay; d++ {
			for _, at := range []time.Time{day(d), day(d).Add(-time.Nanosecond)} {
				var room [1]*Sponsorship
				if got, want := documents(l.Of(room[:0], asked, at)), modelOf(list, asked, at); !slices.Equal(got, want) {
					t.Fatalf("%v at %v: got %q, want %q", asked, at, got, want)
				}
				units, has := 0, map[[3]string]bool{}
				for _, s := range list {
					if s.InForce(at) {
						has[[3]string{s.Kind, s.Sponsor, s.Unit}] = true
						if !l.Has(s.Kind, s.Unit, at) {
							t.Fatalf("nobody has %+v", s)
						}
					}
				}
				for _, load := range l.Loads(at) {
					units += load.Units
					n := 0
					for key := range has {
						if key[0] == load.Kind && key[1] == load.Sponsor {
							n++
						}
					}
					if n != load.Units {
						t.Fatalf("%+v, want %d", load, n)
					}
				}
				if units != len(has) {
					t.Fatalf("%d units of load, want %d", units, len(has))
				}
				for s := range 5 {
					id := fmt.Sprintf("S%d", s)
					got := documents(l.Units(id, at))
					var want []string
					for _, s := range list {
						if s.Sponsor == id && s.InForce(at) {
							want = append(want, s.Document)
						}
					}
					slices.Sort(got)
					slices.Sort(want)
					if !slices.Equal(got, want) {
						t.Fatalf("%s at %v: got %q, want %q", id, at, got, want)
					}
				}
			}
		}
	})
}

func documents(list []*Sponsorship) []string {
	var text []string
	for _, s := range list {
		text = append(text, s.Document)
	}
	return text
}

// modelOf picks, for each unit and kind, who sponsors, again and again the one
// that has done so the longest; of equals the lowest sponsor, then the first of
// the list.
func modelOf(list []Sponsorship, units []string, at time.Time) []string {
	var text []string
	for _, unit := range units {
		for _, kind := range []string{"link", "street"} {
			taken := map[int]bool{}
			for {
				best := -1
				for i, s := range list {
					holds := !s.From.After(at) && (s.Until.IsZero() || s.Until.After(at))
					if taken[i] || s.Unit != unit || s.Kind != kind || !holds {
						continue
					}
					if best < 0 || s.From.Before(list[best].From) || s.From.Equal(list[best].From) && s.Sponsor < list[best].Sponsor {
						best = i
					}
				}
				if best < 0 {
					break
				}
				taken[best] = true
				text = append(text, list[best].Document)
			}
		}
	}
	return text
}
