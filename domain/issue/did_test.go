package issue

import (
	"maps"
	"slices"
	"testing"
	"time"

	"sizhang/domain/fault"
	"sizhang/geo"
)

func TestCommandsAreAbsorbedOnce(t *testing.T) {
	l := begin(t, filing(FromPatrol))
	c := by(worker, Claim)
	l.then(c, c, c)
	if l.count(Claim) != 1 {
		t.Errorf("claimed %d times", l.count(Claim))
	}
	c.Action = Bounce
	l.refused(c, fault.CommandReused)
}

// full is a command with everything that any command can bring, and a comment that was
// done under its id.
func full(t *testing.T) (*life, Command) {
	at := spot
	c := by(worker, Comment)
	c.Photos, c.Bodies = []Photo{{ID: "x", Kind: Near}, {ID: "y", Kind: Far}}, []string{"roads", "police"}
	c.At, c.To, c.Place, c.Until = &at, &Hands{Unit: "g1", Post: "grid_head"}, &Place{Datum: geo.WGS84, X: 116, Y: 39, AccuracyM: 5, Address: "街口"}, monday
	c.Part = &Issue{ID: "part"}
	l := begin(t, filing(FromPatrol))
	l.History = append(l.History, Event{Command: c.ID, Action: c.Action, By: c.By, With: map[string]string{WithContent: c.digest()}})
	return l, c
}

// changes make of a command another one, each by one thing.
var changes = map[string]func(*Command){
	"action":             func(c *Command) { c.Action = Claim },
	"account":            func(c *Command) { c.By.Account = "a-p9" },
	"person":             func(c *Command) { c.By.Person = "p9" },
	"kind":               func(c *Command) { c.By.Kind = ByPartner },
	"reason":             func(c *Command) { c.Reason = "别的" },
	"no reason":          func(c *Command) { c.Reason = "" },
	"reason for a unit":  func(c *Command) { c.Reason, c.Unit = "", c.Reason },
	"unit":               func(c *Command) { c.Unit = "g2" },
	"document":           func(c *Command) { c.Document = "1号" },
	"into":               func(c *Command) { c.Into = "i2" },
	"category":           func(c *Command) { c.Category = "0102" },
	"condition":          func(c *Command) { c.Condition = "2" },
	"body":               func(c *Command) { c.Body = "roads" },
	"citizen":            func(c *Command) { c.Citizen = "key2" },
	"order":              func(c *Command) { c.Order = "i2" },
	"until":              func(c *Command) { c.Until = c.Until.Add(time.Millisecond) },
	"no until":           func(c *Command) { c.Until = time.Time{} },
	"photo":              func(c *Command) { c.Photos = []Photo{{ID: "x", Kind: Near}, {ID: "z", Kind: Far}} },
	"photo's kind":       func(c *Command) { c.Photos = []Photo{{ID: "x", Kind: Near}, {ID: "y", Kind: After}} },
	"one photo less":     func(c *Command) { c.Photos = c.Photos[:1] },
	"bodies":             func(c *Command) { c.Bodies = []string{"roads", "sanitation"} },
	"one body less":      func(c *Command) { c.Bodies = c.Bodies[:1] },
	"position":           func(c *Command) { c.At = &geo.Point{Lng: spot.Lng, Lat: spot.Lat + 1e-6} },
	"no position":        func(c *Command) { c.At = nil },
	"accuracy":           func(c *Command) { c.AccuracyM = 6 },
	"to another unit":    func(c *Command) { c.To = &Hands{Unit: "g2", Post: "grid_head"} },
	"to another post":    func(c *Command) { c.To = &Hands{Unit: "g1", Post: "grid_worker"} },
	"to a body":          func(c *Command) { c.To = &Hands{Body: "roads"} },
	"to nobody named":    func(c *Command) { c.To = nil },
	"place's datum":      func(c *Command) { p := *c.Place; p.Datum = geo.GCJ02; c.Place = &p },
	"place's longitude":  func(c *Command) { p := *c.Place; p.X++; c.Place = &p },
	"place's latitude":   func(c *Command) { p := *c.Place; p.Y++; c.Place = &p },
	"place's accuracy":   func(c *Command) { p := *c.Place; p.AccuracyM++; c.Place = &p },
	"place's address":    func(c *Command) { p := *c.Place; p.Address = ""; c.Place = &p },
	"no place":           func(c *Command) { c.Place = nil },
	"part":               func(c *Command) { c.Part = &Issue{ID: "another"} },
	"no part":            func(c *Command) { c.Part = nil },
	"bodies for a photo": func(c *Command) { c.Photos, c.Bodies = nil, []string{"x", "near", "y", "far", "roads", "police"} },
}

func TestTheIdOfACommandIsOfOneContent(t *testing.T) {
	l, c := full(t)
	again := c
	again.Reason = " " + c.Reason + "\n" // as it is kept
	again.By.Name, again.By.Unit, again.By.Post = "改名", "g2", ""
	if done, err := l.Did(&again); !done || err != nil {
		t.Errorf("the same again: %v, %v", done, err)
	}
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		other := c
		changes[name](&other)
		if done, err := l.Did(&other); done || fault.As(err).Code != fault.CommandReused || fault.As(err).Field != "command" {
			t.Errorf("another %s: %v, %v", name, done, err)
		}
	}
	c.ID = "new"
	if done, err := l.Did(&c); done || err != nil {
		t.Errorf("a new one: %v, %v", done, err)
	}
}

// Do keeps the fingerprint of what it was given, whatever it makes of it.
func TestWhatWasDoneIsKnownAgain(t *testing.T) {
	l := begin(t, filing(FromPatrol))
	ask, grant := by(worker, AskSuspend), by(dispatcher, Grant)
	c := []Command{by(dispatcher, Dispatch), by(worker, Claim), ask, grant}
	l.then(c...).in(Suspended)
	events := len(l.History)
	l.then(c...)
	if len(l.History) != events {
		t.Errorf("%d events of the same again", len(l.History)-events)
	}
	for _, change := range []string{"reason", "until", "accuracy"} {
		for _, one := range c {
			changes[change](&one)
			l.refused(one, fault.CommandReused)
		}
	}
}

// What was written before there were fingerprints counts as the same.
func TestAnEventWithoutAFingerprint(t *testing.T) {
	l, c := full(t)
	delete(l.Last().With, WithContent)
	for name, change := range changes {
		other := c
		change(&other)
		whose := name == "action" || name == "account" || name == "person" || name == "kind"
		if done, err := l.Did(&other); done == whose || (err != nil) != whose {
			t.Errorf("another %s: %v, %v", name, done, err)
		}
	}
}
