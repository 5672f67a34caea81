package issue

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sizhang/domain/fault"
	"sizhang/geo"
)

// everybody who may turn up in a random life.
var everybody = []Command{gridHead, worker, neighbour, dispatcher, chief, office, roads, citizen, system, {}}

// drawCommand makes anybody do anything, well or badly; mostly something that they
// could do, so that lives go far.
func drawCommand(t *rapid.T, l *Issue, w World) Command {
	now := w.Now
	who := rapid.SampledFrom(everybody).Draw(t, "who")
	actions := []Action{"eat"}
	for k := range Lifecycle {
		actions = append(actions, Lifecycle[k].Action)
	}
	if choices := l.Possible(who, w); len(choices) > 1 && rapid.IntRange(0, 4).Draw(t, "sense") > 0 {
		actions = nil
		for _, choice := range choices {
			if choice.Action != Comment && choice.Action != OrderClosed && choice.Action != Merge {
				actions = append(actions, choice.Action)
			}
		}
	}
	c := by(who, rapid.SampledFrom(actions).Draw(t, "action"))
	if rapid.IntRange(0, 9).Draw(t, "bare") == 0 {
		c.Reason, c.Photos, c.At = "", nil, nil
	}
	noise := rapid.IntRange(0, 19).Draw(t, "noise") == 0 // what it does not want
	wants := func(actions ...Action) bool { return noise || slices.Contains(actions, c.Action) }
	if wants(Arbitrate) {
		c.Unit = rapid.SampledFrom([]string{"", "g1", "g2"}).Draw(t, "unit")
	}
	if wants(Arrive) {
		c.Body = rapid.SampledFrom([]string{"", "roads", "sanitation"}).Draw(t, "body")
	}
	if wants(Whistle) {
		c.Bodies = rapid.SliceOfN(rapid.SampledFrom([]string{"roads", "sanitation", "nobody"}), 0, 3).Draw(t, "bodies")
	}
	if wants(Merge) {
		c.Into = rapid.SampledFrom([]string{"", "i1", "i2"}).Draw(t, "into")
	}
	if wants(Whistle, AskSuspend) {
		c.Until = now.Add(time.Duration(rapid.IntRange(-2, 400).Draw(t, "until")) * 24 * time.Hour)
	}
	if wants(Correct) {
		c.Condition = rapid.SampledFrom([]string{"", "1", "2", "3"}).Draw(t, "condition")
	}
	c.Cause = "post"
	if c.Action == Absorb {
		c.Part = &Issue{ID: rapid.SampledFrom([]string{"i1", "i3", "i4"}).Draw(t, "part"), Reporters: []Reporter{{Kind: Citizen, Key: "key3"}}}
	}
	if n := len(l.History); rapid.IntRange(0, 9).Draw(t, "again") == 0 && n > 0 {
		c.ID = l.History[rapid.IntRange(0, n-1).Draw(t, "which")].Command
	}
	return c
}

// drawWorld changes who answers now and then.
func drawWorld(t *rapid.T, now time.Time) World {
	w := world(now)
	r := *w.Routing
	switch rapid.IntRange(0, 5).Draw(t, "routing") {
	case 0:
		r.Heads = nil
	case 1:
		r.Heads, r.Departments = nil, nil
	case 2:
		r.Heads = []Hands{{Unit: "g1", Post: "grid_head", Person: "p11"}}
	case 3:
		r = *disputed().Routing
	}
	w.Routing = &r
	return w
}

// Whatever anybody does, the rules of the lifecycle hold.
func TestRandomLives(t *testing.T) {
	seen := map[State]bool{}
	rapid.Check(t, func(t *rapid.T) {
		now := monday
		f := filing(rapid.SampledFrom(Sources).Draw(t, "source"))
		if rapid.Bool().Draw(t, "citizen") {
			f = byCitizen()
		}
		i, err := New(f, drawWorld(t, now))
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(60, 90).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(-5, 4000).Draw(t, "minutes")) * time.Minute)
			w := drawWorld(t, now)
			before := i.clone()
			var next Issue
			if rapid.IntRange(0, 3).Draw(t, "tick") == 0 {
				next, _, err = i.Tick(w, func(_ *Issue, who []string) []string { return who })
				if err != nil {
					t.Fatalf("tick: %v", err)
				}
				if again, did, _ := next.Tick(w, func(_ *Issue, who []string) []string { return who }); did || len(again.History) != len(next.History) {
					t.Fatalf("it ticked twice: %+v", again.Last())
				}
			} else {
				c := drawCommand(t, &i, w)
				next, err = i.Do(c, w)
				if err != nil && fault.As(err).Kind() == fault.Internal {
					t.Fatalf("%s: %v", c.Action, err)
				}
				if err == nil {
					if again, err := next.Do(c, w); c.ID != "" && (err != nil || len(again.History) != len(next.History)) {
						t.Fatalf("%s had its effect twice: %v", c.Action, err)
					}
				}
			}
			follows(t, &before, &next)
			holdsTogether(t, &next)
			seen[next.State] = true
			i = next
		}
	})
	for _, info := range States {
		if !seen[info.State] {
			t.Logf("no random life was ever in %s", info.State)
		}
	}
}

// follows wants the history only ever added to, and each step to be in the table.
func follows(t *rapid.T, before, after *Issue) {
	if len(after.History) < len(before.History) {
		t.Fatal("something was forgotten")
	}
	for k := range before.History {
		if before.History[k].Hash != after.History[k].Hash {
			t.Fatal("something was changed afterwards")
		}
	}
	if before.late() && !after.late() {
		t.Fatalf("%s made it late no more", after.Last().Action)
	}
	for _, e := range after.History[len(before.History):] {
		if !slices.ContainsFunc(Lifecycle, func(row Transition) bool {
			return row.Action == e.Action && slices.Contains(row.From, e.From) &&
				(row.To == e.To || row.To == Same && e.From == e.To || row.To == Back || e.Action == Reroute && e.To == Dispatched)
		}) {
			t.Fatalf("%s led from %s to %s", e.Action, e.From, e.To)
		}
	}
}

// holdsTogether wants what is true of every issue at every moment.
func holdsTogether(t *rapid.T, i *Issue) {
	if bad := i.Verify(); bad != 0 {
		t.Fatalf("event %d does not hold", bad)
	}
	if i.Open() && i.Hands.Empty() {
		t.Fatalf("%s, and in nobody's hands", i.State)
	}
	if i.Postponements > 2 || i.Suspensions > 1 {
		t.Fatalf("%d postponements, %d suspensions", i.Postponements, i.Suspensions)
	}
	running := map[Stage]int{}
	for k := range i.Clocks {
		if !i.Clocks[k].Done {
			running[i.Clocks[k].Stage]++
		}
	}
	for stage, n := range running {
		if n > 1 || !i.Open() {
			t.Fatalf("%d clocks of %s run in %s", n, stage, i.State)
		}
	}
	if atWork := i.State == Dispatched || i.State == Handling || i.State == Rework || i.State == Suspended; atWork != (running[ToHandle] == 1) {
		t.Fatalf("%s, and %d clocks of handling", i.State, running[ToHandle])
	}
	if i.Open() && len(running) == 0 {
		t.Fatalf("%s, and no clock runs: nobody would ever hear of it", i.State)
	}
	if (i.State == Suspended) != (i.Was != "") {
		t.Fatalf("%s, and was %q", i.State, i.Was)
	}
	if i.State == Handling && i.Worker == (By{}) {
		t.Fatal("being handled by nobody")
	}
	told := map[Told]int{}
	for _, one := range i.Told {
		one.At = time.Time{}
		if told[one]++; told[one] > 1 {
			t.Fatalf("told twice: %+v", one)
		}
	}
	appeals := 0
	for k := range i.History {
		if i.History[k].Action == Appeal {
			appeals++
		}
	}
	if appeals > 1 {
		t.Fatal("appealed twice")
	}
}

// Whatever is changed in a history shows.
func TestTheChainHolds(t *testing.T) {
	l := begin(t, byCitizen()).then(by(dispatcher, File), by(worker, Claim), by(worker, Finish), by(dispatcher, Pass), by(citizen, Approve))
	changes := map[string]func(*Issue){
		"reason":   func(i *Issue) { i.History[2].Reason += " " },
		"time":     func(i *Issue) { i.History[2].At = i.History[2].At.Add(time.Millisecond) },
		"who":      func(i *Issue) { i.History[1].By.Name = "别人" },
		"action":   func(i *Issue) { i.History[3].Action = Fix },
		"photo":    func(i *Issue) { i.History[4].Photos = []string{"another"} },
		"hands":    func(i *Issue) { h := *i.History[2].Hands; h.Person = "p5"; i.History[2].Hands = &h },
		"no hands": func(i *Issue) { i.History[2].Hands = nil },
		"with":     func(i *Issue) { i.History[0].With = nil },
		"command":  func(i *Issue) { i.History[0].Command = "another" },
		"left out": func(i *Issue) { i.History = slices.Delete(i.History, 3, 4) },
		"cut off":  func(i *Issue) { i.History = i.History[:len(i.History)-1] },
		"swapped":  func(i *Issue) { i.History[1], i.History[2] = i.History[2], i.History[1] },
		"state":    func(i *Issue) { i.State = Struck },
		"in hands": func(i *Issue) { i.Hands.Person = "p5" },
		"worker":   func(i *Issue) { i.Worker = neighbour.By },
		"late":     func(i *Issue) { i.Clocks[len(i.Clocks)-1].Late = true },
		"deadline": func(i *Issue) { i.Clocks[0].Due = i.Clocks[0].Due.Add(time.Hour) },
		"number":   func(i *Issue) { i.Number = "260302-000002" },
		"city":     func(i *Issue) { i.City = "110102" },
		"id":       func(i *Issue) { i.ID = "i7" },
		"rehashed": func(i *Issue) { e := &i.History[1]; e.Reason = "x"; e.Hash = e.digest(i.History[0].Hash) },
		"emptied":  func(i *Issue) { i.History = nil },
	}
	if bad := l.Verify(); bad != 0 {
		t.Fatalf("event %d does not hold", bad)
	}
	for name, change := range changes {
		i := l.Issue.clone()
		i.History = slices.Clone(i.History)
		if change(&i); i.Verify() == 0 {
			t.Errorf("%s: nobody notices", name)
		}
	}
}

func TestReportsThatAreRefused(t *testing.T) {
	tests := []struct {
		name, field string
		code        fault.Code
		change      func(*Filing, *World)
	}{
		{"no source", "source", fault.SourceUnknown, func(f *Filing, _ *World) { f.Source = "rumour" }},
		{"no such category", "category", fault.CategoryUnknown, func(_ *Filing, w *World) { w.Category = nil }},
		{"no such condition", "condition", fault.ConditionUnknown, func(f *Filing, _ *World) { f.Condition = "9" }},
		{"nowhere", "position", fault.PositionMissing, func(f *Filing, _ *World) { f.Place.Point.Lat = 91 }},
		{"tomorrow", "found", fault.FutureTime, func(f *Filing, w *World) { f.Found = w.Now.Add(6 * time.Minute) }},
		{"no photo", "photos", fault.PhotosTooFew, func(f *Filing, _ *World) { f.Photos = nil }},
		{"many photos", "photos", fault.PhotosTooMany, func(f *Filing, _ *World) { f.Photos = make([]Photo, 21) }},
		{"photo of what", "photos[0].kind", fault.PhotoKindUnknown, func(f *Filing, _ *World) { f.Photos[0].Kind = "selfie" }},
		{"a megabyte", "text", fault.TextTooLong, func(f *Filing, _ *World) { f.Text = string(make([]byte, 1<<20)) }},
		{"long address", "address", fault.TextTooLong, func(f *Filing, _ *World) { f.Place.Address = string(make([]byte, 501)) }},
		{"accuracy", "accuracy_m", fault.AccuracyInvalid, func(f *Filing, _ *World) { f.Place.AccuracyM = -1 }},
		{"no right", "", fault.RightMissing, func(f *Filing, _ *World) { f.Actor.Holdings = nil }},
	}
	for _, test := range tests {
		f, w := filing(FromPatrol), world(monday)
		test.change(&f, &w)
		_, err := New(f, w)
		if err == nil || fault.As(err).Code != test.code || fault.As(err).Field != test.field {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	f, w := filing(FromPatrol), world(monday)
	w.Category.PhotosReport = -1
	if f.Photos = nil; true {
		if _, err := New(f, w); err != nil {
			t.Errorf("no photo demanded: %v", err)
		}
	}
	f = filing(FromHotline)
	f.Photos = nil
	if _, err := New(f, world(monday)); err != nil {
		t.Errorf("who telephones has no photo: %v", err)
	}
}

func TestTheSameReportHasTheSameDigest(t *testing.T) {
	f := filing(FromPatrol)
	same := f
	same.Number, same.Command, same.Text = "another", "another", " "+f.Text+" "
	if f.Digest() != same.Digest() {
		t.Error("sent again, it is another")
	}
	for name, change := range map[string]func(*Filing){
		"text": func(f *Filing) { f.Text += "。" }, "place": func(f *Filing) { f.Place = At(geo.GCJ02, f.Place.X, f.Place.Y, 5) },
		"category": func(f *Filing) { f.Category = "0102" }, "photo": func(f *Filing) { f.Photos = nil }, "found": func(f *Filing) { f.Found = monday },
	} {
		other := f
		if change(&other); other.Digest() == f.Digest() {
			t.Errorf("another %s, and the same digest", name)
		}
	}
}

func TestThePastIsToldAtItsOwnTime(t *testing.T) {
	f := filing(FromHotline)
	f.Photos, f.Found = nil, monday
	at := func(h int) time.Time { return monday.Add(time.Duration(h) * time.Hour) }
	i, err := Recorded(f, []Past{{Action: File, At: at(1)}, {Action: Dispatch, At: at(1)}, {Action: Claim, At: at(2)}, {Action: Finish, At: at(30)}, {Action: Pass, At: at(31)}}, at(24), world(at(9000)))
	if err != nil || i.State != Closed || !i.late() || i.Verify() != 0 {
		t.Fatalf("%v %s late %v event %d", err, i.State, i.late(), i.Verify())
	}
	c := i.Card()
	if !c.Reported.Equal(monday) || !c.Closed.Equal(at(31)) || !c.Due.Equal(at(24)) || i.Last().With[WithImported] == "" {
		t.Errorf("%+v", c)
	}
	if _, err := Recorded(f, []Past{{Action: File, At: at(2)}, {Action: Dispatch, At: at(1)}}, time.Time{}, world(at(9000))); fault.As(err).Code != fault.TimeBackwards {
		t.Errorf("backwards: %v", err)
	}
	if _, err := Recorded(f, []Past{{Action: Pass, At: at(2)}}, time.Time{}, world(at(9000))); fault.As(err).Code != fault.ActionImpossible {
		t.Errorf("passed before it was filed: %v", err)
	}
	f.Found = at(9001)
	if _, err := Recorded(f, nil, time.Time{}, world(at(9000))); fault.As(err).Code != fault.FutureTime {
		t.Errorf("in the future: %v", err)
	}
}
