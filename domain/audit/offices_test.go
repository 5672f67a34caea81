package audit_test

import (
	"slices"
	"testing"
	"time"

	"sizhang/domain/audit"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
)

var (
	longAgo   = noon.AddDate(-3, 0, 0)
	yesterday = noon.AddDate(0, 0, -1)
	tomorrow  = noon.AddDate(0, 0, 1)
)

func term(person string, from, until time.Time) territory.Term {
	return territory.Term{Person: person, Name: person, From: from, Until: until}
}

func deputy(person string, from, until time.Time) territory.Term {
	t := term(person, from, until)
	t.Deputy = true
	return t
}

// Each way in which a grid's one post can be filled, and who answers instead.
func TestHeads(t *testing.T) {
	never := time.Time{}
	for _, c := range []struct {
		name    string
		terms   []territory.Term
		want    string
		instead string
	}{
		{"in office", []territory.Term{term("a", longAgo, tomorrow)}, "", ""},
		{"handed over this instant", []territory.Term{term("a", longAgo, noon), term("b", noon, never)}, "", ""},
		{"nobody ever", nil, "without_head G1", "direct of C1"},
		{"nobody yet", []territory.Term{term("a", tomorrow, never)}, "without_head G1", "direct of C1"},
		{"ended this instant", []territory.Term{term("a", longAgo, noon)}, "without_head G1; post_vacant G1", "direct of C1"},
		{"ended, the next not begun", []territory.Term{term("a", longAgo, yesterday), term("b", tomorrow, never)}, "without_head G1; post_vacant G1", "direct of C1"},
		{"a term that never was", []territory.Term{term("a", longAgo, longAgo)}, "without_head G1", "direct of C1"},
		{"a deputy beside the principal", []territory.Term{term("a", longAgo, never), deputy("d", longAgo, never)}, "", ""},
		{"a deputy for a stated time", []territory.Term{term("a", longAgo, yesterday), deputy("d", longAgo, tomorrow)}, "", ""},
		{"a deputy for ever", []territory.Term{term("a", longAgo, yesterday), deputy("d", longAgo, never)}, "deputy_endless G1", ""},
		{"a deputy for ever behind one for a time", []territory.Term{deputy("e", longAgo, tomorrow), deputy("d", longAgo, never)}, "deputy_endless G1", ""},
		{"a deputy whose time is over", []territory.Term{term("a", longAgo, yesterday.AddDate(0, 0, -1)), deputy("d", longAgo, yesterday)}, "without_head G1; deputy_over G1", "direct of C1"},
		{"a principal after a deputy", []territory.Term{deputy("d", longAgo, yesterday.AddDate(0, 0, -1)), term("a", longAgo, yesterday)}, "without_head G1; post_vacant G1", "direct of C1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			place := sound()
			seat(&place, "G1", "grid_head").Terms = c.terms
			a := run(t, place)
			if told(a) != c.want {
				t.Fatalf("found %q, want %q", told(a), c.want)
			}
			for _, f := range a.Findings {
				if f.Place == nil || f.Vacancy != (c.instead != "") || f.Vacancy && f.Instead.Term.Person != c.instead {
					t.Errorf("%s: %+v", show(f), f.Instead)
				}
			}
			checkPlaces(t, a)
		})
	}
}

func TestLeaders(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*audit.City)
		want   string
	}{
		{"one was never there", func(c *audit.City) { seat(c, "C1", "direct").Terms = nil }, "leader_missing C1"},
		{"one left", func(c *audit.City) { seat(c, "C1", "direct").Terms[0].Until = noon }, "post_vacant C1"},
		{"none was ever there", func(c *audit.City) { seat(c, "C1", "direct").Terms, seat(c, "C1", "principal").Terms = nil, nil }, "without_leader C1"},
		{"no seats", func(c *audit.City) { c.Seats = c.Seats[2:] }, "without_leader T"},
	} {
		place := sound()
		c.change(&place)
		a := run(t, place)
		if told(a) != c.want {
			t.Errorf("%s: found %q, want %q", c.name, told(a), c.want)
		}
		if f := a.Findings[0]; c.name == "one left" && (f.Instead == nil || f.Instead.Term.Person != "principal of C1") {
			t.Errorf("%+v answers, not the other leader of the same unit", f.Instead)
		}
	}
}

// What falls back does so upward, in answering order, as far as it must.
func TestFallingBack(t *testing.T) {
	place := sound()
	empty := func(unit, post string) { seat(&place, unit, post).Terms = nil }
	empty("G1", "grid_head")
	for _, want := range []struct {
		who  string
		next [2]string // whom to take away after
	}{
		{"direct of C1", [2]string{"C1", "direct"}},
		{"principal of C1", [2]string{"C1", "principal"}},
		{"direct of T", [2]string{"T", "direct"}},
		{"principal of T", [2]string{"T", "principal"}},
	} {
		f := only(t, headless(run(t, place)), fault.AuditWithoutHead)
		if f.Instead == nil || f.Instead.Term.Person != want.who {
			t.Errorf("%+v instead of %s", f.Instead, want.who)
		}
		empty(want.next[0], want.next[1])
	}
	f := only(t, headless(run(t, place)), fault.AuditWithoutHead)
	if f.Instead != nil || !f.Vacancy || f.Text(fault.English) != "Nobody is in office as its head (posts: Grid head). Nobody above it is in office either: nobody answers." {
		t.Errorf("%+v: %s", f.Instead, f.Text(fault.English))
	}
}

// headless leaves the findings about grids.
func headless(a *audit.Audit) *audit.Audit {
	some := *a
	some.Findings = nil
	for _, f := range a.Findings {
		if f.Level == "grid" {
			some.Findings = append(some.Findings, f)
		}
	}
	return &some
}

func TestInOfficeAtAUnitThatIsNoMore(t *testing.T) {
	place := sound()
	place.Seats = append(place.Seats, held("G9", "grid_head", "x"),
		territory.Seat{Unit: "G8", Post: "grid_head", Terms: []territory.Term{term("y", longAgo, yesterday)}})
	a := run(t, place)
	if told(a) != "office_nowhere G9" || !a.Findings[0].Note() {
		t.Errorf("found %s", told(a))
	}
}

func TestSponsors(t *testing.T) {
	add := func(more ...sponsor.Sponsorship) func(*audit.City) {
		return func(c *audit.City) { c.Sponsorships = append(c.Sponsorships, more...) }
	}
	over := sponsors("adopt", "S", "b3")
	over.Until = noon
	for _, c := range []struct {
		name   string
		change func(*audit.City)
		want   string
		text   string
	}{
		{"one leader, one community", func(c *audit.City) { c.Sponsorships[1].Sponsor = "p1" }, "sponsor_overloaded", "p1 sponsors 2 units at once (C1, C2); Link allows at most 1."},
		{"another community of theirs is no more", add(sponsors("link", "C9", "p1")), "sponsored_unknown C9", "p1 sponsors (Link) C9, which does not exist."},
		{"one community twice", add(sponsors("link", "C1", "p1")), "", ""},
		{"too many at one unit", add(sponsors("adopt", "S", "b3")), "sponsors_too_many S", "It has 3 sponsors at once (b1, b2, b3); Adoption allows at most 2."},
		{"one of them over", add(over), "", ""},
		{"one of them twice", add(sponsors("adopt", "S", "b2")), "", ""},
		{"none where there must be one", func(c *audit.City) { c.Sponsorships = c.Sponsorships[1:] }, "sponsor_missing C1", "Nobody sponsors it; Link wants somebody for every unit of Community."},
		{"none where there need not be one", func(c *audit.City) { c.Sponsorships = c.Sponsorships[:2] }, "", ""},
		{"an unknown kind", add(sponsors("foster", "S", "b3")), "sponsor_kind_unknown S", "b3 is a sponsor by “foster”, which the profile does not know."},
		{"a level that is not for that", add(sponsors("adopt", "G1", "b3")), "sponsored_level G1", "b3 sponsors it (Adoption), but units of Grid are not for that (levels: Street)."},
		{"no rules", func(c *audit.City) { c.Profile.Sponsorships = nil; c.Sponsorships = nil }, "", ""},
		{"no limits", func(c *audit.City) {
			for i := range c.Profile.Sponsorships {
				k := &c.Profile.Sponsorships[i]
				k.MaxUnits, k.MaxSponsors, k.Every = 0, 0, false
			}
			c.Sponsorships = append(c.Sponsorships, sponsors("link", "C1", "p2"), sponsors("adopt", "S", "b3"))
		}, "", ""},
	} {
		place := sound()
		c.change(&place)
		a := run(t, place)
		if told(a) != c.want {
			t.Errorf("%s: found %q, want %q", c.name, told(a), c.want)
			continue
		}
		if c.want != "" && a.Findings[0].Text(fault.English) != c.text {
			t.Errorf("%s: %s", c.name, a.Findings[0].Text(fault.English))
		}
	}
}

// A rule of the first kind must not count what a sponsor has by the second.
func TestKindsOfSponsorshipAreApart(t *testing.T) {
	place := sound()
	place.Profile.Sponsorships[1].Levels = []string{"street", "community"}
	place.Sponsorships = append(place.Sponsorships, sponsors("adopt", "C1", "p2"), sponsors("adopt", "C2", "p3"))
	if a := run(t, place); told(a) != "" {
		t.Errorf("found %s", told(a))
	}
}

func TestManyMembersAreCut(t *testing.T) {
	place := sound()
	for i := range 9 {
		place.Sponsorships = append(place.Sponsorships, sponsors("adopt", "S", string(rune('c'+i))))
	}
	f := only(t, run(t, place), fault.AuditSponsorsTooMany)
	if got, want := f.Text(fault.Chinese), "同时有 11 个包保主体（b1, b2, c, d, e, …）；“包街”规定最多 2 个。"; got != want {
		t.Errorf("%s", got)
	}
}

// Texts are whole in both languages: no placeholder is left.
func TestTexts(t *testing.T) {
	place := sound()
	of(&place, "G2").Shape = rect(1.5, 0, 1.5, 4)
	of(&place, "C1").Names.EN = "First Community"
	place.Profile.Posts[1].Names = city.Names{ZH: "直接领导", EN: "Direct leader"}
	seat(&place, "G1", "grid_head").Terms[0].Until = noon
	a := run(t, place)
	for _, want := range []struct {
		code   fault.Code
		zh, en string
	}{
		{fault.AuditOverlap, "与 G2 G2 重叠 18943 平方米（1 处）；此层级的单元不应重叠。", "It overlaps G2 G2 by 18943 m² (parts: 1); units of this level should not overlap."},
		{fault.AuditGap, "其范围内有 37885 平方米（1 处）不属于任何网格。", "37885 m² of its ground (parts: 1) belong to no unit of: Grid."},
		{fault.AuditPostVacant, "网格长空缺：grid_head of G1任至 2026-05-01，此后无人接任。现由 C1 C1 的直接领导direct of C1兜底。",
			"The post of Grid head stands empty: grid_head of G1 held it until 2026-05-01, nobody since. It falls to direct of C1, Direct leader of First Community C1."},
	} {
		f := only(t, a, want.code)
		if f.Text(fault.Chinese) != want.zh || f.Text(fault.English) != want.en {
			t.Errorf("%s\n%s", f.Text(fault.Chinese), f.Text(fault.English))
		}
	}
	if faults, notes := a.Count(); faults != 4 || notes != 0 {
		t.Errorf("%d faults, %d notes in %s", faults, notes, told(a))
	}
}

// Every kind has its place in a report, once.
func TestKindsAreWhole(t *testing.T) {
	seen := map[fault.Code]bool{}
	notes := false
	for _, k := range audit.Kinds {
		if seen[k.Code] || notes && !k.Note {
			t.Errorf("%s stands twice, or behind the notes", k.Code)
		}
		seen[k.Code], notes = true, k.Note
		if f := fault.New(k.Code, "", nil); f.Text(fault.Chinese) == "" || f.Kind() != fault.Invalid {
			t.Errorf("%s has no text", k.Code)
		}
	}
}

// Duty goes by ground, beside parents: who answers instead must be who answers
// there. K lies over G1 and stands between C1, which has nobody, and T.
func TestFallingBackGoesByGround(t *testing.T) {
	place := sound()
	place.Profile.Posts = append(place.Profile.Posts, city.Post{ID: "area_head", Names: city.Names{ZH: "片长"}, Kind: city.Head, Levels: []string{"area"}})
	for i := range place.Profile.Levels {
		place.Profile.Levels[i].Resolution = 10
	}
	place.Units = append(place.Units, unit("area", "K", "T", rect(0, 0, 2, 4)))
	place.Seats = []territory.Seat{held("K", "area_head", "k"), held("T", "direct", "t"), held("T", "principal", "t")}
	city, err := territory.New(place.Profile, place.Units, place.Seats)
	if err != nil {
		t.Fatal(err)
	}
	now, a := city.At(noon), run(t, place)
	for unit, want := range map[string]string{"G1": "K", "G2": "T", "G3": "T"} {
		var f audit.Finding
		for _, found := range a.Findings {
			if found.Code == fault.AuditWithoutHead && found.Unit == unit {
				f = found
			}
		}
		inner, _ := of(&place, unit).Shape.Inner()
		if _, answer, _ := now.Brief(nil, inner); answer.Unit == nil || answer.Unit.Code != want {
			t.Fatalf("%+v answers in %s", answer.Unit, unit)
		}
		if f.Instead == nil || f.Instead.Unit.Code != want {
			t.Errorf("%s falls to %+v, not to %s", unit, f.Instead, want)
		}
	}
	line, _ := now.Line("G1")
	if i := slices.IndexFunc(line, func(s territory.Step) bool { return len(s.Holders) > 0 }); line[i].Unit.Code != "K" {
		t.Errorf("the line of G1 goes to %s", line[i].Unit.Code)
	}
}

// A community without ground is found where its grids are, and so is who answers
// for it.
func TestFallingBackWithoutGround(t *testing.T) {
	place := sound()
	place.Profile.Posts = append(place.Profile.Posts, city.Post{ID: "area_head", Names: city.Names{ZH: "片长"}, Kind: city.Head, Levels: []string{"area"}})
	place.Units = append(place.Units, unit("area", "K", "T", rect(0, 0, 4, 4)))
	place.Seats = []territory.Seat{held("K", "area_head", "k"), held("T", "direct", "t"), held("T", "principal", "t")}
	of(&place, "C1").Shape = nil
	for _, f := range run(t, place).Findings {
		if f.Unit == "C1" && f.Vacancy && (f.Instead == nil || f.Instead.Unit.Code != "K") {
			t.Errorf("%s falls to %+v", show(f), f.Instead)
		}
	}
}

// Where units make no territory, parents say who answers.
func TestFallingBackInAnUnsoundDraft(t *testing.T) {
	place := sound()
	place.Units = append(place.Units, unit("grid", "G9", "nowhere", rect(1, 1, 1, 1)))
	seat(&place, "G1", "grid_head").Terms = nil
	for _, f := range run(t, place).Findings {
		if f.Code == fault.AuditWithoutHead && f.Unit == "G1" && (f.Instead == nil || f.Instead.Unit.Code != "C1") {
			t.Errorf("%s falls to %+v", show(f), f.Instead)
		}
	}
}
