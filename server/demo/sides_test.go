package demo

import (
	"crypto/sha256"
	"encoding/json"
	"testing"

	"sizhang/domain/body"
	"sizhang/domain/person"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
)

func TestSidesAreTheSameEveryTime(t *testing.T) {
	m := makeCity(t)
	sum := func() [sha256.Size]byte {
		text, err := json.Marshal(SidesOf(m.units, m.seats))
		if err != nil {
			t.Fatal(err)
		}
		return sha256.Sum256(text)
	}
	if once, again := sum(), sum(); once != again {
		t.Error("two runs made two cities")
	}
}

// Nothing that the checks of an import find speaks against any of it, but that
// one category is shared.
func TestSidesPassTheChecks(t *testing.T) {
	m := makeCity(t)
	s := SidesOf(m.units, m.seats)
	codes := map[string]bool{}
	for _, b := range s.Bodies {
		if b.Parent != "" && !codes[b.Parent] {
			t.Errorf("%s comes before its parent", b.Code)
		}
		codes[b.Code] = true
	}
	categories := map[string]bool{}
	for _, c := range s.Categories {
		categories[c.Code] = true
		if c.Names.EN == "" {
			t.Errorf("category %s has no English name", c.Code)
		}
	}
	hasBody := func(code string) bool { return codes[code] }
	ground := body.ChargeGround{
		Categories: func(code string) bool { return categories[code] }, Bodies: hasBody,
		Units: func(code string) bool { return m.by[code] != nil },
	}
	level := func(code string) (string, bool) {
		if u := m.by[code]; u != nil {
			return u.Level, true
		}
		return "", false
	}
	for name, findings := range map[string][]territory.Finding{
		"bodies":       body.CheckBodies(nil, s.Bodies),
		"categories":   body.CheckCategories(s.Bodies, nil, s.Categories),
		"people":       person.Check(hasBody, s.People),
		"sponsorships": sponsor.Check(sponsor.Ground{Profile: Profile(), Level: level, Bodies: hasBody}, nil, s.Sponsorships),
	} {
		if len(findings) > 0 {
			t.Errorf("%s: %+v", name, findings)
		}
	}
	if found := body.CheckCharges(ground, nil, s.Charges); len(found) != 1 || found[0].Code != "charge_shared" {
		t.Errorf("charges: %+v", found)
	}
}

func TestWhatIsGeneratedOfTheSidesSaysSo(t *testing.T) {
	m := makeCity(t)
	s := SidesOf(m.units, m.seats)
	for _, b := range s.Bodies {
		if !b.Generated {
			t.Errorf("body %s is not marked", b.Code)
		}
	}
	for _, c := range s.Charges {
		if !c.Generated || c.Document == "" {
			t.Errorf("charge %+v is not marked", c)
		}
	}
	for _, p := range s.People {
		if !p.Generated || p.Phone != "" {
			t.Errorf("person %s is not marked, or has a telephone", p.ID)
		}
	}
	for _, p := range s.Sponsorships {
		if !p.Generated || p.Document == "" || p.Name == "" {
			t.Errorf("sponsorship %+v is not marked", p)
		}
	}
}

// The headquarters has nine task groups and four layers of supervision, and
// squads five deep.
func TestBodiesAreOnePlusNinePlusFour(t *testing.T) {
	m := makeCity(t)
	s := SidesOf(m.units, m.seats)
	r, err := body.NewRegister(s.Bodies, s.Categories, s.Charges)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]int{}
	for _, b := range s.Bodies {
		kinds[b.Kind]++
		if (b.Kind == "专项组" || b.Kind == "督导组") && b.Parent != headquarters {
			t.Errorf("%s hangs under %q", b.Code, b.Parent)
		}
	}
	for kind, want := range map[string]int{"指挥部": 1, "专项组": 9, "督导组": 4, "职能部门": 27, "包保单位": agencies - 27} {
		if kinds[kind] != want {
			t.Errorf("%d %s, want %d", kinds[kind], kind, want)
		}
	}
	chain := ""
	for _, b := range r.Above(squadCode(2)) {
		chain += b.Code + " "
	}
	if chain != "D03-1 D03 G01 HQ " {
		t.Errorf("above a squad: %s", chain)
	}
}

// Every category has somebody in charge at every spot, in the first
// subdistricts a squad has street vending, elsewhere the department.
func TestEveryCategoryIsInSomebodysCharge(t *testing.T) {
	m := makeCity(t)
	s := SidesOf(m.units, m.seats)
	r, err := body.NewRegister(s.Bodies, s.Categories, s.Charges)
	if err != nil {
		t.Fatal(err)
	}
	codes := codesByName()
	for _, d := range inCharge {
		for _, name := range d.called {
			if len(codes[name]) == 0 {
				t.Errorf("there is no category %s", name)
			}
		}
	}
	for code, name := range map[string]string{streetVending: "无照经营游商", shopTrade: "店外经营", illegalBills: "非法小广告", fireLane: "消防通道占用"} {
		if c, ok := r.Category(code); !ok || c.Names.ZH != name {
			t.Errorf("%s is %v", code, c)
		}
	}
	for _, c := range s.Categories {
		if len(r.Departments(nil, c.Code, nil, now)) == 0 {
			t.Errorf("nobody is in charge of %s %s", c.Code, c.Names.ZH)
		}
	}
	vending := streetVending
	for i, u := range m.at["subdistrict"] {
		want := enforcement
		if i < squads {
			want = squadCode(i)
		}
		if got := r.Departments(nil, vending, []string{u.Code, "110101000000"}, now); len(got) != 1 || got[0].Body.Code != want {
			t.Errorf("%s: %+v has street vending, want %s", u.Code, got, want)
		}
	}
}

func TestNinetyNineAgenciesHaveEightyThreeStreets(t *testing.T) {
	m := makeCity(t)
	s := SidesOf(m.units, m.seats)
	l := sponsor.NewLedger(s.Sponsorships)
	streets, twoAgencies := 0, 0
	for _, u := range m.at["street"] {
		if of := l.Of(nil, []string{u.Code}, now); len(of) > 0 {
			streets++
			if len(of) > 1 {
				twoAgencies++
			}
		}
	}
	sponsors, twoStreets, leaders := 0, 0, 0
	for _, load := range l.Loads(now) {
		switch {
		case load.Kind == leaderCommunity.ID:
			leaders++
		case load.Units > 1:
			twoStreets++
			sponsors++
		default:
			sponsors++
		}
	}
	if streets != 83 || sponsors != 99 || twoAgencies < 16 || twoStreets < 20 {
		t.Errorf("%d agencies on %d streets, %d streets with several, %d agencies with several", sponsors, streets, twoAgencies, twoStreets)
	}
	for _, u := range m.at["community"] {
		if !l.Has(leaderCommunity.ID, u.Code, now) {
			t.Errorf("nobody is linked to %s", u.Code)
		}
	}
	if leaders != len(m.at["community"]) {
		t.Errorf("%d leaders", leaders)
	}
	ended := 0
	for _, p := range s.Sponsorships {
		if !p.Until.IsZero() {
			ended++
		}
	}
	if ended == 0 {
		t.Error("no street ever passed to another agency")
	}
}
