package issue

import (
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// unsealed are the parts of an issue that its seal leaves out, each for the reason that
// seal tells.
var unsealed = []string{".City", ".ID", ".Number", ".History", ".Reporters.Name", ".Reporters.Contact", ".Clocks.Calendar", ".Clocks.Provisional"}

// Whatever is changed in an issue, in any field that there is or will be, the seal is
// another.
func TestEveryFieldIsSealed(t *testing.T) {
	whole := reflect.New(reflect.TypeFor[Issue]()).Elem()
	leaves := fill(whole, "")
	i := whole.Addr().Interface().(*Issue)
	seal := i.seal()
	for path, change := range leaves {
		undo := change()
		left := slices.ContainsFunc(unsealed, func(out string) bool { return path == out || strings.HasPrefix(path, out+".") })
		if same := i.seal() == seal; same != left {
			t.Errorf("%s: the seal is the same: %v", path, same)
		}
		undo()
	}
	if i.seal() != seal {
		t.Fatal("the test does not put back what it changes")
	}
	for _, least := range []string{".Routing.Candidates.Head.Fallback", ".Clocks.Events.Until", ".Asked.Seconded.Account", ".Joint.Calls.Metres"} {
		if leaves[least] == nil {
			t.Errorf("the test does not reach %s", least)
		}
	}
	for name, change := range map[string]func(*Issue){
		"no request": func(i *Issue) { i.Asked = nil }, "not seconded": func(i *Issue) { i.Asked.Seconded = nil }, "no whistle": func(i *Issue) { i.Joint = nil },
		"a clock less": func(i *Issue) { i.Clocks = nil }, "a part less": func(i *Issue) { i.Parts = nil }, "a photo twice": func(i *Issue) { i.Photos = append(i.Photos, i.Photos[0]) },
	} {
		other := i.clone()
		if change(&other); other.seal() == seal {
			t.Errorf("%s: the seal is the same", name)
		}
	}
}

// fill puts something into every field below v and returns how to change each, by its
// path; lists have one item.
func fill(v reflect.Value, path string) map[string]func() (undo func()) {
	leaves := map[string]func() func(){}
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		leaves[path] = set(v, monday, monday.Add(time.Millisecond))
	case v.Kind() == reflect.Struct:
		for k := range v.NumField() {
			maps.Copy(leaves, fill(v.Field(k), path+"."+v.Type().Field(k).Name))
		}
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return fill(v.Elem(), path)
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		return fill(v.Index(0), path)
	case v.Kind() == reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
	case v.Kind() == reflect.String:
		leaves[path] = set(v, "a", "b")
	case v.Kind() == reflect.Bool:
		leaves[path] = set(v, false, true)
	case v.CanInt():
		leaves[path] = set(v, int64(time.Second), int64(2*time.Second))
	case v.CanFloat():
		leaves[path] = set(v, 1.5, 1.25)
	default:
		panic(fmt.Sprintf("%s: a %s", path, v.Type()))
	}
	return leaves
}

// set gives v the first value, and returns how to give it the second and to undo that.
func set(v reflect.Value, first, second any) func() func() {
	put := func(value any) { v.Set(reflect.ValueOf(value).Convert(v.Type())) }
	put(first)
	return func() func() {
		put(second)
		return func() { put(first) }
	}
}

// The receipt number of an import is given last, and is in its history all the same.
func TestTheNumberIsPartOfTheHistory(t *testing.T) {
	l := begin(t, byCitizen()).then(by(dispatcher, File), by(worker, Claim))
	i := l.Numbered("260302-000007")
	if i.Number != "260302-000007" || i.Verify() != 0 || l.Number == i.Number || l.Verify() != 0 {
		t.Errorf("%s at %d, and before %s at %d", i.Number, i.Verify(), l.Number, l.Verify())
	}
	if i.Number = l.Number; i.Verify() != 1 {
		t.Error("another number, and nobody notices")
	}
}

// An issue of before there were seals is held to its state and hands alone.
func TestAnIssueWithoutSeals(t *testing.T) {
	l := begin(t, byCitizen()).then(by(dispatcher, File), by(worker, Claim))
	i := l.clone()
	i.History = nil
	for _, e := range l.History {
		e.With = maps.Clone(e.With)
		delete(e.With, WithSeal)
		delete(e.With, WithNumber)
		e.Hash = e.digest(i.chainEnd())
		i.History = append(i.History, e)
	}
	if i.Verify() != 0 {
		t.Errorf("event %d does not hold", i.Verify())
	}
	if i.State = Filed; i.Verify() == 0 {
		t.Error("another state, and nobody notices")
	}
}

// Hashes and seals are kept for good: what changes how they are reckoned has every
// history that was ever kept look tampered with.
func TestHashesStayTheSame(t *testing.T) {
	l := begin(t, byCitizen())
	for k, c := range []Command{by(dispatcher, File), by(dispatcher, Whistle), by(worker, Claim), by(worker, AskSuspend)} {
		c.ID = fmt.Sprint(k)
		if c.Action == Whistle {
			c.Bodies, c.Until = []string{"roads"}, monday.Add(time.Hour)
		}
		l.then(c)
	}
	if hash := l.Last().Hash; hash != "8f6298b947fa25a957b9457b970c5fe8d726140b66de4086f432edca9de88c24" {
		t.Errorf("%s, of %+v", hash, l.History)
	}
	i := l.clone()
	i.Place.AccuracyM = 0
	plus := i.seal()
	if i.Place.AccuracyM = math.Copysign(0, -1); i.seal() != plus {
		t.Error("-0 is not 0, and a store does not tell them apart")
	}
}
