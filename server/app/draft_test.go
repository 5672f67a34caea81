package app

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/person"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/store"
)

// watch is a time that stands until it is set.
type watch struct {
	mu  sync.Mutex
	now time.Time
}

func (c *watch) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *watch) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = at
}

// day is a day of the year of the tests.
func day(n int) time.Time { return time.Date(2026, 1, n, 0, 0, 0, 0, time.UTC) }

func openDraft(t *testing.T, a *App) string {
	t.Helper()
	d, err := a.OpenDraft(t.Context(), code, "")
	if err != nil {
		t.Fatal(err)
	}
	return d.ID
}

func addUnits(t *testing.T, a *App, draft string, whole []string, units ...territory.Unit) Outcome {
	t.Helper()
	o, err := a.AddUnits(t.Context(), code, draft, units, UnitsOptions{Whole: whole}, Source{Name: "units"}, Silent)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func mustPublish(t *testing.T, a *App, draft string, effective time.Time) Published {
	t.Helper()
	p, err := a.Publish(t.Context(), code, draft, effective)
	if err != nil {
		t.Fatal(err)
	}
	if p.Refused() {
		t.Fatalf("refused: %v", p.Findings)
	}
	return p
}

// wantFault fails unless err is a fault of the code.
func wantFault(t *testing.T, what string, err error, want fault.Code) {
	t.Helper()
	if err == nil || fault.As(err).Code != want {
		t.Errorf("%s: %v, want %s", what, err, want)
	}
}

func standing(t *testing.T, a *App, draft string, at time.Time) Standing {
	t.Helper()
	s, err := a.Standing(t.Context(), code, draft, at)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func unitCodes(units []territory.Unit) string {
	var codes []string
	for _, u := range units {
		codes = append(codes, u.Code)
	}
	return strings.Join(codes, " ")
}

func refresh(t *testing.T, a *App) *City {
	t.Helper()
	if err := a.Refresh(t.Context(), Silent); err != nil {
		t.Fatal(err)
	}
	if err := a.Ready(); err != nil {
		t.Fatal(err)
	}
	c, _ := a.City(code)
	return c
}

// holds says whether there is such a unit at the instant.
func holds(c *City, unit string, at time.Time) bool {
	_, ok := c.At(at).Unit(unit)
	return ok
}

func TestADraftIsNotInForceUntilItIsPublished(t *testing.T) {
	a := settled(t, open(t))
	publish(t, a, grids(2)...)
	draft := openDraft(t, a)
	if o := addUnits(t, a, draft, nil, grid(2)); o.Added != 1 {
		t.Fatalf("%+v", o)
	}
	changed := grid(2)
	changed.Names.ZH = "改"
	if o := addUnits(t, a, draft, nil, changed, grid(1)); o.Changed != 1 || o.Unchanged != 1 {
		t.Errorf("the second import is not laid over the first: %+v", o)
	}
	if got := unitCodes(standing(t, a, "", time.Time{}).Units); got != "G000 G001 T" {
		t.Errorf("in force: %s", got)
	}
	with := standing(t, a, draft, time.Time{})
	if got := unitCodes(with.Units); got != "G000 G001 G002 T" || with.Units[2].Names.ZH != "改" || len(with.Versions) != 3 {
		t.Errorf("with the draft: %s, %s, %d versions", got, with.Units[2].Names.ZH, len(with.Versions))
	}
	if c := refresh(t, a); holds(c, "G002", time.Now()) {
		t.Error("a draft is in memory")
	}
	p := mustPublish(t, a, draft, time.Time{})
	if p.Version != 3 || p.Added != 1 || p.Changed != 1 {
		t.Errorf("published %+v", p)
	}
	if raw, err := a.readDraft(t.Context(), code, draft); err != nil || raw.draft.State != PublishedDraft || raw.draft.Published == "" {
		t.Errorf("the draft's document says %+v (%v)", raw.draft, err)
	}
	if c := refresh(t, a); !holds(c, "G002", time.Now()) || holds(c, "G002", p.Effective.Add(-time.Millisecond)) {
		t.Error("what was published is not in memory, or was before")
	}
	if again := mustPublish(t, a, draft, time.Time{}); again.Version != 3 || !again.Effective.Equal(p.Effective) || again.Added != p.Added {
		t.Errorf("published again: %+v, first %+v", again, p)
	}
	versions, err := a.Versions(t.Context(), code)
	if err != nil || len(versions) != 3 || versions[2].Draft != draft || len(versions[2].Parts) != 2 {
		t.Errorf("%d versions, the last %+v (%v)", len(versions), versions[len(versions)-1], err)
	}
	_, err = a.AddUnits(t.Context(), code, draft, grids(1), UnitsOptions{}, Source{}, Silent)
	wantFault(t, "adding to a published draft", err, fault.DraftPublished)
	wantFault(t, "dropping a published draft", a.DropDraft(t.Context(), code, draft, Silent), fault.DraftPublished)
	_, err = a.Publish(t.Context(), code, draft, day(1))
	wantFault(t, "publishing it for another day", err, fault.DraftPublished)
}

func TestWhenADraftTakesEffect(t *testing.T) {
	now := &watch{now: day(10)}
	st := open(t)
	a := New(st, Options{Now: now.Now})
	if err := publishProfile(t, a, code, profileYAML); err != nil {
		t.Fatal(err)
	}
	draft := openDraft(t, a)
	_, err := a.Publish(t.Context(), code, draft, time.Time{})
	wantFault(t, "an empty draft", err, fault.DraftEmpty)
	addUnits(t, a, draft, nil, grids(1)...)
	_, err = a.Publish(t.Context(), code, draft, day(9))
	wantFault(t, "before the last version", err, fault.EffectiveTooEarly)
	mustPublish(t, a, draft, day(20))

	late := openDraft(t, a)
	addUnits(t, a, late, nil, grid(1))
	_, err = a.Publish(t.Context(), code, late, time.Time{})
	wantFault(t, "now, before what is scheduled", err, fault.EffectiveTooEarly)
	mustPublish(t, a, late, day(20)) // the same instant supersedes

	for d, want := range map[int]string{9: "", 15: "", 19: "", 20: "G000 G001 T"} {
		if s := standing(t, a, "", day(d)); unitCodes(s.Units) != want || len(s.Versions) != 3 || s.Profile == nil {
			t.Errorf("on day %d %s are to stand, want %s", d, unitCodes(s.Units), want)
		}
	}
	if s := standing(t, a, openDraft(t, a), day(15)); !s.At.Equal(day(20)) || unitCodes(s.Units) != "G000 G001 T" {
		t.Errorf("a draft cannot take effect before day 20, but: %v, %s", s.At, unitCodes(s.Units))
	}
	reader := New(st, Options{Now: now.Now})
	if err := reader.Load(t.Context(), Silent); err != nil {
		t.Fatal(err)
	}
	c, _ := reader.City(code)
	if got := c.At(day(15)).Len(); got != 0 || !c.Until().Equal(day(20)) {
		t.Errorf("on day 15 %d units stand, until %v", got, c.Until())
	}
	if got := c.At(day(20)).Len(); got != 3 {
		t.Errorf("on day 20 %d units are to stand", got)
	}
	if refresh(t, reader) != c {
		t.Error("the city was built anew without a reason")
	}
	now.set(day(20))
	if next := refresh(t, reader); next == c || !next.Until().IsZero() {
		t.Error("the city was not built anew when its next version took over")
	}
	if found, ok := reader.Find(geo.Point{Lng: 116.005, Lat: 39.005}, day(20)); !ok || found.At(day(20)).Profile().Code != code {
		t.Error("the city is not found on day 20")
	}
	if _, ok := reader.Find(geo.Point{Lng: 116.005, Lat: 39.005}, day(19)); ok {
		t.Error("the city is found on day 19")
	}
}

func TestADraftWithoutAVersion(t *testing.T) {
	a := settled(t, open(t))
	publish(t, a, grids(1)...)
	draft := openDraft(t, a)
	seat := territory.Seat{Unit: "G000", Post: "head", Terms: []territory.Term{{Person: "p", Name: "甲", From: day(1)}}}
	if _, err := a.AddSeats(t.Context(), code, draft, []territory.Seat{seat}, Source{}, Silent); err != nil {
		t.Fatal(err)
	}
	clash := territory.Seat{Unit: "G000", Post: "head", Terms: []territory.Term{{Person: "q", Name: "乙", From: day(2)}}}
	if o, err := a.AddSeats(t.Context(), code, draft, []territory.Seat{clash}, Source{}, Silent); err != nil || !o.Refused() {
		t.Errorf("beside what the draft has already: %+v, %v", o, err)
	}
	early := openDraft(t, a)
	publish(t, a, grid(1)) // a version comes between, which is no matter to seats
	addUnits(t, a, early, nil, grid(2))
	mustPublish(t, a, early, time.Time{}) // nor to a draft that had no units then
	_, err := a.Publish(t.Context(), code, draft, day(20))
	wantFault(t, "an effective time for seats", err, fault.EffectiveUnused)
	if p := mustPublish(t, a, draft, time.Time{}); p.Version != 0 || p.Added != 1 {
		t.Errorf("%+v", p)
	}
	if c := refresh(t, a); len(c.Seats("G000")) != 1 || len(c.Versions()) != 4 {
		t.Errorf("%d seats, %d versions", len(c.Seats("G000")), len(c.Versions()))
	}
}

func TestAnOutdatedDraftIsRebased(t *testing.T) {
	a := settled(t, open(t))
	publish(t, a, grids(3)...)
	draft := openDraft(t, a)
	renamed := grid(0)
	renamed.Names.ZH = "草案改名"
	addUnits(t, a, draft, nil, renamed)

	other := grid(0)
	other.GridCode = "110101001001001"
	publish(t, a, other, grid(7))
	_, err := a.Publish(t.Context(), code, draft, time.Time{})
	wantFault(t, "an outdated draft", err, fault.DraftOutdated)
	_, err = a.AddUnits(t.Context(), code, draft, grids(1), UnitsOptions{}, Source{}, Silent)
	wantFault(t, "adding to an outdated draft", err, fault.DraftOutdated)

	o, err := a.RebaseDraft(t.Context(), code, draft)
	if err != nil || o.Changed != 1 || o.Refused() {
		t.Fatalf("rebased: %+v, %v", o, err)
	}
	mustPublish(t, a, draft, time.Time{})
	if u := standing(t, a, "", time.Time{}).Units[0]; u.Names.ZH != "草案改名" || u.GridCode != other.GridCode {
		t.Errorf("something was lost: %+v", u)
	}
}

// A draft whose file others made wrong is refused when it is published, and can
// be mended.
func TestADraftIsCheckedAgain(t *testing.T) {
	a := settled(t, open(t))
	publish(t, a, grids(2)...)
	draft := openDraft(t, a)
	addUnits(t, a, draft, nil, grid(5))

	far := town()
	far.Code = "T2"
	publish(t, a, far)
	moved := []territory.Unit{far}
	for _, u := range []territory.Unit{grid(0), grid(1)} {
		u.Parent = "T2"
		moved = append(moved, u)
	}
	ending := openDraft(t, a)
	if o := addUnits(t, a, ending, []string{"town", "grid"}, moved...); o.Ended != 1 || o.Refused() {
		t.Fatalf("ending the town: %+v", o)
	}
	mustPublish(t, a, ending, time.Time{})

	o, err := a.RebaseDraft(t.Context(), code, draft)
	if err != nil || !o.Refused() {
		t.Fatalf("under a town that is no more: %+v, %v", o, err)
	}
	p, err := a.Publish(t.Context(), code, draft, time.Time{})
	if err != nil || !p.Refused() || p.Version != 0 {
		t.Fatalf("published under a town that is no more: %+v, %v", p, err)
	}
	mended := grid(5)
	mended.Parent = "T2"
	addUnits(t, a, draft, nil, mended)
	mustPublish(t, a, draft, time.Time{})
	if c := refresh(t, a); !holds(c, "G005", time.Now()) || holds(c, "T", time.Now()) {
		t.Error("the mended draft is not in force")
	}
}

func TestADroppedDraftLeavesNothing(t *testing.T) {
	st := open(t)
	a := settled(t, st)
	publish(t, a, grids(1)...)
	kept := territory.Seat{Unit: "G000", Post: "head", Terms: []territory.Term{{Person: "p", Name: "甲", From: day(1), Until: day(9)}}}
	if _, err := publishSeats(t, a, kept); err != nil {
		t.Fatal(err)
	}
	draft := openDraft(t, a)
	addUnits(t, a, draft, nil, grid(1), grid(2))
	dropped := territory.Seat{Unit: "G000", Post: "head", Terms: []territory.Term{{Person: "q", Name: "乙", From: day(9)}}}
	if _, err := a.AddSeats(t.Context(), code, draft, []territory.Seat{dropped}, Source{}, Silent); err != nil {
		t.Fatal(err)
	}
	if _, err := a.AddBodies(t.Context(), code, draft, []body.Body{{Code: "B", Names: city.Names{ZH: "局"}}}, Source{}, Silent); err != nil {
		t.Fatal(err)
	}
	other := strings.Replace(profileYAML, "测试城", "改名城", 1)
	if _, err := a.AddProfile(t.Context(), code, draft, []byte(other), Source{}); err != nil {
		t.Fatal(err)
	}
	for range 2 { // dropping twice is dropping once
		if err := a.DropDraft(t.Context(), code, draft, Silent); err != nil {
			t.Fatal(err)
		}
	}
	for collection, want := range map[string]int{store.Units: 2, store.Seats: 1, store.Bodies: 0, store.Profiles: 1} {
		page, err := st.Query(t.Context(), store.Query{Collection: collection, City: code, Limit: 100})
		if err != nil || len(page.Documents) != want {
			t.Errorf("%d %s are left, want %d (%v)", len(page.Documents), collection, want, err)
		}
		for _, d := range page.Documents {
			if strings.Contains(string(d.Body), "乙") {
				t.Errorf("a term is left in %s", d.Body)
			}
		}
	}
	_, err := a.Publish(t.Context(), code, draft, time.Time{})
	wantFault(t, "publishing a dropped draft", err, fault.DraftDropped)
	_, err = a.AddUnits(t.Context(), code, draft, grids(1), UnitsOptions{}, Source{}, Silent)
	wantFault(t, "adding to a dropped draft", err, fault.DraftDropped)
	_, err = a.Draft(t.Context(), code, "none")
	wantFault(t, "a draft that is not", err, fault.DraftUnknown)
	list, err := a.Drafts(t.Context(), code)
	if i := slices.IndexFunc(list, func(d Draft) bool { return d.ID == draft }); err != nil || i < 0 || list[i].State != DroppedDraft {
		t.Errorf("the list says %+v (%v)", list, err)
	}
}

const sidesYAML = profileYAML + `
sponsorships:
  - {id: adopt, name: {zh: 包保, en: Adoption}, by: body, levels: [grid], max_units: 1}
`

// The other sides of duty go the same way.
func TestTheOtherSidesComeIntoForceTogether(t *testing.T) {
	a := New(open(t), Options{})
	draft := openDraft(t, a)
	if _, err := a.AddBodies(t.Context(), code, draft, nil, Source{}, Silent); err == nil {
		t.Error("a city began without a profile")
	}
	if _, err := a.AddProfile(t.Context(), code, draft, []byte(sidesYAML), Source{}); err != nil {
		t.Fatal(err)
	}
	addUnits(t, a, draft, nil, grids(2)...)
	add := func(what string, o Outcome, err error, added int, refused bool) {
		t.Helper()
		if err != nil || o.Refused() != refused || !refused && o.Added != added {
			t.Fatalf("%s: %+v, %v", what, o, err)
		}
	}
	o, err := a.AddBodies(t.Context(), code, draft, []body.Body{{Code: "B1", Names: city.Names{ZH: "城管局"}}, {Code: "B2", Names: city.Names{ZH: "科"}, Parent: "B1"}}, Source{}, Silent)
	add("bodies", o, err, 2, false)
	o, err = a.AddCategories(t.Context(), code, draft, []body.Category{{Code: "C", Names: city.Names{ZH: "市容"}}}, Source{}, Silent)
	add("categories", o, err, 1, false)
	o, err = a.AddCharges(t.Context(), code, draft, []body.Charge{{Category: "C", Body: "nobody"}}, Source{}, Silent)
	add("a charge of nobody", o, err, 0, true)
	o, err = a.AddCharges(t.Context(), code, draft, []body.Charge{{Category: "C", Body: "B2", From: day(1)}}, Source{}, Silent)
	add("charges", o, err, 1, false)
	o, err = a.AddPeople(t.Context(), code, draft, []person.Person{{ID: "张三", Name: "张三", Body: "B1"}}, Source{}, Silent)
	add("people", o, err, 1, false)
	adopted := sponsor.Sponsorship{Kind: "adopt", Unit: "G000", Sponsor: "B1", Name: "城管局", From: day(1)}
	o, err = a.AddSponsorships(t.Context(), code, draft, []sponsor.Sponsorship{adopted}, Source{}, Silent)
	add("sponsorships", o, err, 1, false)
	second := adopted
	second.Unit = "G001"
	o, err = a.AddSponsorships(t.Context(), code, draft, []sponsor.Sponsorship{second}, Source{}, Silent)
	add("more than the rule allows", o, err, 0, true)
	mustPublish(t, a, draft, day(1))

	c := refresh(t, a)
	now := day(2)
	if d := c.Bodies.Departments(nil, "C", nil, now); len(d) != 1 || d[0].Body.Code != "B2" {
		t.Errorf("departments: %+v", d)
	}
	if s := c.Sponsors.Of(nil, []string{"G000"}, now); len(s) != 1 || s[0].Name != "城管局" {
		t.Errorf("sponsors: %+v", s)
	}
	s := standing(t, a, "", time.Time{})
	if len(s.People) != 1 || len(s.Bodies) != 2 || len(s.Categories) != 1 || len(s.Charges) != 1 || len(s.Sponsorships) != 1 || !s.Charges[0].From.Equal(day(1)) {
		t.Errorf("%+v", s)
	}

	ended := adopted
	ended.Until = day(5)
	next := openDraft(t, a)
	o, err = a.AddSponsorships(t.Context(), code, next, []sponsor.Sponsorship{ended, {Kind: "adopt", Unit: "G001", Sponsor: "B1", From: day(5)}}, Source{}, Silent)
	if err != nil || o.Refused() || o.Changed != 1 || o.Added != 1 {
		t.Fatalf("passing it on: %+v, %v", o, err)
	}
	mustPublish(t, a, next, time.Time{})
	c = refresh(t, a)
	if s := c.Sponsors.Units("B1", day(6)); len(s) != 1 || s[0].Unit != "G001" {
		t.Errorf("on day 6 the body has %+v", s)
	}
	// A profile without the kind is refused while it is in use.
	_, err = a.AddProfile(t.Context(), code, openDraft(t, a), []byte(profileYAML), Source{})
	wantFault(t, "a profile without the kind", err, fault.SponsorKindUnknown)
}

// A level can be added to a running city, and units of it in the same draft.
func TestALevelIsAddedToARunningCity(t *testing.T) {
	a := settled(t, open(t))
	publish(t, a, grids(2)...)
	draft := openDraft(t, a)
	deeper := strings.Replace(profileYAML, "posts:", "  - {id: building, name: {zh: 楼栋}, form: overlapping, parents: [grid]}\nposts:", 1)
	if _, err := a.AddProfile(t.Context(), code, draft, []byte(deeper), Source{}); err != nil {
		t.Fatal(err)
	}
	if p, err := a.Profile(t.Context(), code, draft); err != nil || len(p.Levels) != 3 {
		t.Fatalf("the draft's profile has %v (%v)", p, err)
	}
	building := grid(0)
	building.Code, building.Level, building.Parent = "H1", "building", "G000"
	addUnits(t, a, draft, nil, building)
	before := time.Now()
	p := mustPublish(t, a, draft, before.Add(time.Hour))
	c := refresh(t, a)
	if holds(c, "H1", before) || !holds(c, "H1", p.Effective) || len(c.At(before).Profile().Levels) != 2 || len(c.At(p.Effective).Profile().Levels) != 3 {
		t.Error("the level does not begin when it takes effect")
	}
}

// A level can be added between others: what stands hangs under units that move
// below it in the same draft.
func TestALevelIsAddedBetweenOthers(t *testing.T) {
	st := open(t)
	a := New(st, Options{})
	below := strings.Replace(profileYAML, "posts:", "  - {id: building, name: {zh: 楼栋}, form: overlapping, parents: [grid]}\nposts:", 1)
	if err := publishProfile(t, a, code, below); err != nil {
		t.Fatal(err)
	}
	building := grid(0)
	building.Code, building.Level, building.Parent = "H1", "building", "G000"
	publish(t, a, append(grids(2), building)...)
	draft := openDraft(t, a)
	between := strings.NewReplacer("parents: [town]", "parents: [town, block]",
		"  - {id: grid,", "  - {id: block, name: {zh: 片区}, form: unmapped, parents: [town]}\n  - {id: grid,").Replace(below)
	if _, err := a.AddProfile(t.Context(), code, draft, []byte(between), Source{}); err != nil {
		t.Fatal(err)
	}
	moved := grid(0)
	moved.Parent = "P1"
	addUnits(t, a, draft, nil, territory.Unit{Code: "P1", Level: "block", Parent: "T", Names: city.Names{ZH: "片区"}}, moved)
	mustPublish(t, a, draft, time.Time{})
	stands := inForce(t, st)
	if stands["H1"].Parent != "G000" || stands["G000"].Parent != "P1" || stands["P1"].Parent != "T" || stands["G001"].Parent != "T" {
		t.Errorf("got %+v", stands)
	}
}
