package board

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"sizhang/domain/access"
	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/geo/hex"
)

// A board answers every question as somebody would who goes through all cards with the
// filter in hand. Above all nobody is shown what access.Scope does not hold.
func TestQuestionsAreAnsweredAsByHand(t *testing.T) {
	found, leakable := 0, 0
	for seed := range uint64(20) {
		d := newDice(seed)
		b, m := New(town), model{}
		for range d.IntN(400) {
			c := d.card(d.IntN(150))
			if old, known := m[c.ID]; known {
				c = old
				c.Seq += d.IntN(3) - 1
				d.change(&c)
			}
			b.Put(c)
			m.put(c)
		}
		for range 80 {
			f := d.filter()
			now := d.hour()
			want := m.fit(f, now)
			found += len(want)
			if len(want) < len(m) {
				leakable++
			}
			sameAsByHand(t, d, b, f, now, want)
			if t.Failed() {
				t.Fatalf("seed %d: %+v", seed, f)
			}
		}
		sameCounts(t, d, b, m)
		for range 5 {
			f, now := Filter{Scope: everything(), Open: true}, d.hour()
			sameAsByHand(t, d, b, f, now, m.fit(f, now))
		}
	}
	if found < 5000 || leakable < 1000 {
		t.Errorf("%d cards found, %d filters that leave some out: that says little", found, leakable)
	}
}

func sameAsByHand(t *testing.T, d dice, b *Board, f Filter, now time.Time, want []issue.Card) {
	t.Helper()
	if got := b.Count(f, now); got != len(want) {
		t.Errorf("%d counted, want %d", got, len(want))
	}
	but, others := fmt.Sprintf("id-%05d", d.IntN(150)), len(want)
	if slices.ContainsFunc(want, func(c issue.Card) bool { return c.ID == but }) {
		others--
	}
	if !b.Several(others, f, but, now) || b.Several(others+1, f, but, now) {
		t.Errorf("there are not just %d beside %s", others, but)
	}
	each := 0
	b.Each(f, now, func(c *issue.Card) bool {
		if each >= len(want) || !reflect.DeepEqual(*c, want[each]) {
			t.Errorf("the %d. is %+v", each, *c)
		}
		each++
		return !t.Failed()
	})
	if each != len(want) {
		t.Errorf("%d of %d come", each, len(want))
	}
	oldest := d.IntN(2) == 0
	var got []issue.Card
	limit := 1 + d.IntN(40)
	for cursor, first := Cursor(""), true; first || cursor != ""; first = false {
		page, next, err := b.Query(f, oldest, cursor, limit, now)
		if err != nil || len(page) > limit || next != "" && len(page) != limit {
			t.Fatalf("a page of %d of %d: %v", len(page), limit, err)
		}
		got, cursor = append(got, page...), next
	}
	if !oldest {
		slices.Reverse(got)
	}
	if len(got) != len(want) || len(got) > 0 && !reflect.DeepEqual(got, want) {
		t.Errorf("pages hold %d, want %d", len(got), len(want))
	}
	res := 7 + d.IntN(5)
	tally := map[hex.Cell]CellCount{}
	for i := range want {
		at, _ := hex.At(want[i].Point, res)
		n := tally[at]
		n.Cell, n.Count = at, n.Count+1
		if want[i].Overdue(now) {
			n.Overdue++
		}
		tally[at] = n
	}
	counts := b.Cells(f, res, now)
	for _, n := range counts {
		if n != tally[n.Cell] {
			t.Errorf("%v, want %v", n, tally[n.Cell])
		}
	}
	if len(counts) != len(tally) || !slices.IsSortedFunc(counts, func(a, b CellCount) int { return compareCells(a.Cell, b.Cell) }) {
		t.Errorf("%d cells, want %d", len(counts), len(tally))
	}
}

// sameCounts holds what is counted as it comes against what is there.
func sameCounts(t *testing.T, d dice, b *Board, m model) {
	t.Helper()
	open := 0
	for _, c := range m {
		if c.State.Open() {
			open++
		}
		if got, found := b.Card(c.ID); !found || !reflect.DeepEqual(got, c) {
			t.Fatalf("%+v, want %+v", got, c)
		}
	}
	if b.Len() != len(m) || b.Open() != open {
		t.Errorf("%d, %d open; want %d, %d", b.Len(), b.Open(), len(m), open)
	}
	for res := range hex.MaxResolution + 1 {
		for range 20 {
			cell, _ := hex.At(d.point(), res)
			want := 0
			for _, c := range m {
				if at, _ := hex.At(c.Point, res); at == cell && c.State.Open() {
					want++
				}
			}
			if got := b.Outstanding(cell); got != want {
				t.Errorf("%d outstanding in %v, want %d", got, cell, want)
			}
		}
	}
}

// A board that was filled is the one that was put together card by card.
func TestFillingIsPutting(t *testing.T) {
	for seed := range uint64(4) {
		d := newDice(seed)
		f, m := Fill(town), model{}
		packer, packed := NewPacker(), new(Packed) // used again and again, as at a start
		for range 900 {
			c := d.card(d.IntN(600))
			if old, known := m[c.ID]; known {
				c = old
				c.Seq += d.IntN(3) - 1
				d.change(&c)
			}
			packer.Pack(&c, CellsOf(c.Point), packed)
			f.Add(packed)
			m.put(c)
		}
		b := f.Board()
		for range 30 { // and goes on like any other
			c := m[d.card(d.IntN(600)).ID]
			if c.ID == "" {
				continue
			}
			c.Seq++
			d.change(&c)
			b.Put(c)
			m.put(c)
		}
		for range 40 {
			q, now := d.filter(), d.hour()
			sameAsByHand(t, d, b, q, now, m.fit(q, now))
		}
		sameCounts(t, d, b, m)
	}
}

// What Put returns tells what is news.
func TestWhatIsNews(t *testing.T) {
	b := New(town)
	c := newDice(1).card(1)
	for _, test := range []struct {
		seq, since int
		news       bool
	}{{3, 0, true}, {3, 3, false}, {2, 3, false}, {7, 3, true}} {
		c.Seq = test.seq
		if since, news := b.Put(c); since != test.since || news != test.news {
			t.Errorf("%+v: %d, %v", test, since, news)
		}
	}
	if _, found := b.Card("nobody"); found {
		t.Error("there is a card that nobody put")
	}
}

func TestCursorsThatAreNone(t *testing.T) {
	b := New(town)
	for _, c := range []Cursor{"x", "!", "MTIz", "MS4", "Lg"} {
		if _, _, err := b.Query(Filter{}, false, c, 1, noon); err == nil {
			t.Errorf("%q is taken", c)
		}
	}
}

// A card that is reported at another instant than before has not to be: still nothing
// is lost.
func TestAnInstantThatIsCorrected(t *testing.T) {
	d := newDice(5)
	b, m := New(town), model{}
	for n := range 700 {
		c := d.card(n % 300)
		c.Seq = n
		b.Put(c)
		m.put(c)
	}
	f := Filter{Scope: everything()}
	sameAsByHand(t, d, b, f, noon, m.fit(f, noon))
}

// Every field of a card comes back, one that is new, too.
func TestNothingOfACardIsForgotten(t *testing.T) {
	var c issue.Card
	n := 0
	fill(t, reflect.ValueOf(&c).Elem(), &n)
	b := New(town)
	b.Put(c)
	if got, _ := b.Card(c.ID); !reflect.DeepEqual(got, c) || n < 60 {
		t.Errorf("%d values: %+v, want %+v", n, got, c)
	}
}

// fill puts another value into every place.
func fill(t *testing.T, v reflect.Value, n *int) {
	*n++
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(noon.Add(time.Duration(*n) * time.Second)))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), n)
		}
	case reflect.Array, reflect.Slice:
		if v.Kind() == reflect.Slice {
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		}
		for i := range v.Len() {
			fill(t, v.Index(i), n)
		}
	case reflect.String:
		v.SetString(fmt.Sprint("text ", *n))
	case reflect.Int:
		v.SetInt(int64(*n))
	case reflect.Float64:
		v.SetFloat(float64(*n) / 7)
	case reflect.Bool:
		v.SetBool(true)
	default:
		t.Fatalf("a field of the kind %s", v.Kind())
	}
}

// Folding is what strings.EqualFold goes by, for every rune there is.
func TestFolding(t *testing.T) {
	for r := rune(1); r <= unicode.MaxRune; r++ {
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			if foldRune(other) != foldRune(r) {
				t.Fatalf("%q and %q", r, other)
			}
		}
		if f := foldRune(r); f != r && !strings.EqualFold(string(f), string(r)) {
			t.Fatalf("%q becomes %q", r, f)
		}
	}
}

// Who sees what concerns a body sees of a unit only what concerns it there.
func TestABodyAndAUnit(t *testing.T) {
	d := newDice(21)
	b, m := New(town), model{}
	for n := range 300 {
		c := d.card(n)
		b.Put(c)
		m.put(c)
	}
	role := &access.Role{Reach: access.Charged, Rights: []access.Right{access.IssueRead}}
	for _, unit := range everyCode {
		for _, of := range []string{"b1", "b2", "b3", "b4"} {
			scope := access.Actor{City: town, Holdings: []access.Holding{{Role: role, Body: of}}}.Scope(access.IssueRead)
			f := Filter{Scope: scope, Unit: unit}
			sameAsByHand(t, d, b, f, noon, m.fit(f, noon))
		}
	}
}

// Cells and circles where many issues lie close together, so that some lie beyond the
// border of what their cell was divided from.
func TestCrowdedCells(t *testing.T) {
	for seed := range uint64(3) {
		d := newDice(seed)
		b, m := New(town), model{}
		middle := d.point()
		near := func() geo.Point {
			return geo.Point{Lng: max(-180, min(180, middle.Lng+d.NormFloat64()*0.001)), Lat: max(-90, min(90, middle.Lat+d.NormFloat64()*0.001))}
		}
		for n := range 1200 {
			c := d.card(n)
			c.Point = near()
			b.Put(c)
			m.put(c)
		}
		for range 60 {
			at := near()
			f := Filter{Scope: everything(), Open: d.IntN(2) == 0}
			if d.IntN(3) == 0 {
				f.Near, f.RadiusM = &at, d.Float64()*300
			} else {
				f.Cell, _ = hex.At(at, 6+d.IntN(10))
				f.Ring = d.IntN(4) / 2
			}
			if got, want := b.Count(f, noon), len(m.fit(f, noon)); got != want {
				t.Fatalf("seed %d: %d, want %d of %+v", seed, got, want, f)
			}
			if want := len(m.fit(Filter{Scope: f.Scope, Cell: f.Cell, Open: true}, noon)); f.Cell != 0 && b.Outstanding(f.Cell) != want {
				t.Fatalf("seed %d: %d outstanding in %v, want %d", seed, b.Outstanding(f.Cell), f.Cell, want)
			}
		}
	}
}

// Where instants meet: From is within, Until is not; due is not overdue yet.
func TestInstantsThatMeet(t *testing.T) {
	b := New(town)
	c := issue.Card{ID: "x", Seq: 1, State: issue.Handling, Reported: noon, Due: noon.Add(24 * time.Hour), Units: []string{"u"}}
	b.Put(c)
	for _, test := range []struct {
		f    Filter
		now  time.Time
		want int
	}{
		{Filter{From: noon}, noon, 1}, {Filter{From: noon.Add(1)}, noon, 0},
		{Filter{Until: noon}, noon, 0}, {Filter{Until: noon.Add(1)}, noon, 1},
		{Filter{Clock: DueSoon}, noon, 1}, {Filter{Clock: DueSoon}, noon.Add(-1), 0},
		{Filter{Clock: DueSoon}, c.Due, 1}, {Filter{Clock: DueSoon}, c.Due.Add(1), 0},
		{Filter{Clock: Overdue}, c.Due, 0}, {Filter{Clock: Overdue}, c.Due.Add(1), 1},
		{Filter{Clock: OnTime}, noon.Add(-1), 1}, {Filter{Clock: OnTime}, noon, 0}, {Filter{Clock: OnTime}, c.Due.Add(1), 0},
	} {
		test.f.Scope = everything()
		if clock := test.f.Clock; clock != AnyClock && (ClockOf(&c, test.now) == clock) != (test.want == 1) {
			t.Errorf("%s at %s is called %s", clock, test.now, ClockOf(&c, test.now))
		}
		for _, oldest := range []bool{true, false} {
			got, _, err := b.Query(test.f, oldest, "", 10, test.now)
			if err != nil || len(got) != test.want {
				t.Errorf("%+v at %v: %d, want %d", test.f, test.now, len(got), test.want)
			}
		}
		if n := b.Count(test.f, test.now); n != test.want {
			t.Errorf("%+v at %v: %d counted, want %d", test.f, test.now, n, test.want)
		}
	}
}
