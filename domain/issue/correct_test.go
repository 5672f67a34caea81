package issue

import (
	"strings"
	"testing"

	"sizhang/domain/body"
	"sizhang/domain/fault"
	"sizhang/geo"
)

func TestCorrections(t *testing.T) {
	l := begin(t, byCitizen())
	l.Place.Address = "东街 1 号"
	nothing := by(dispatcher, Correct)
	l.refused(nothing, fault.ValueMissing)

	category := by(dispatcher, Correct)
	category.Category = "0202"
	l.refused(category, fault.CategoryUnknown) // the world knows nothing of it
	l.w.Category = &body.Category{Code: "0202", Conditions: []body.Condition{{Code: "7"}, {Code: "8"}}}
	moved := *l.w.Routing
	moved.Departments = []string{"roads"}
	l.w.Routing = &moved
	l.then(category)
	if e := l.Last(); l.Category != "0202" || l.Condition != "7" || e.With[WithWas] != "0101" || e.With[WithCategory] != "0202" || e.With[WithCondition] != "7" || l.Routing.Departments[0] != "roads" {
		t.Errorf("%s %s %+v", l.Category, l.Condition, e)
	}

	condition := by(dispatcher, Correct)
	condition.Condition = "9"
	l.refused(condition, fault.ConditionUnknown)
	condition.Condition = "8"
	l.then(condition)
	if l.Condition != "8" || l.Category != "0202" {
		t.Errorf("%s %s", l.Category, l.Condition)
	}

	place := by(dispatcher, Correct)
	to := At(geo.WGS84, 116.5, 39.8, 12)
	place.Place = &to
	l.then(place)
	if e := l.Last(); l.Place.Point != to.Point || l.Place.Address != "东街 1 号" || to.Address != "" || l.Condition != "8" || e.With[WithPlaceWas] != "116.4,39.9" || e.With[WithPosition] != "116.5,39.8" {
		t.Errorf("%+v %+v", l.Place, e)
	}
	for code, wrong := range map[fault.Code]Place{fault.PositionMissing: {Point: geo.Point{Lat: 91}}, fault.AccuracyInvalid: {AccuracyM: 5001}, fault.TextTooLong: {Address: strings.Repeat("x", 501)}} {
		bad := by(dispatcher, Correct)
		bad.Place = &wrong
		l.refused(bad, code)
	}
	l.then(by(dispatcher, File), by(gridHead, Claim)).refused(condition2(), fault.ActionImpossible)

	// A category without conditions has none, and one that is gone can still be moved.
	l = begin(t, byCitizen())
	l.w.Category = &body.Category{Code: "03"}
	category.ID, category.Category = "other", "03"
	l.then(category)
	if l.Condition != "" {
		t.Errorf("condition %q of a category without", l.Condition)
	}
	l.w.Category = nil
	place.ID = "moved"
	l.then(place)
}

func condition2() Command {
	c := by(dispatcher, Correct)
	c.Condition = "2"
	return c
}

func TestDemands(t *testing.T) {
	l := begin(t, byCitizen())
	comment := by(dispatcher, Comment)
	comment.Reason = " "
	l.refused(comment, fault.ReasonMissing)
	comment.Photos = []Photo{{ID: "far", Kind: Far}}
	l.then(comment)
	if len(l.Photos) != 2 || l.Photos[1].Seq != 2 || l.Last().Photos[0] != "far" {
		t.Errorf("%+v", l.Photos)
	}
	l.then(by(dispatcher, File), by(worker, Claim))
	bare := by(worker, Finish)
	bare.Photos = []Photo{{ID: "x", Kind: Before}}
	l.refused(bare, fault.PhotosTooFew)
	l.w.Category.PhotosFinish = 2
	l.refused(by(worker, Finish), fault.PhotosTooFew)
	l.w.Category.PhotosFinish = body.NoPhotos
	bare.Photos = nil
	l.then(bare)
	l.w.Category = nil
	l.then(by(dispatcher, Fail)).refused(bareFinish(), fault.PhotosTooFew) // the city's rules say one

	// A photo that showed what it was like before counts when it is fixed on the spot.
	seen := begin(t, byCitizen())
	fix := by(gridHead, Fix)
	fix.Photos = fix.Photos[1:]
	seen.then(fix)
	unseen := byCitizen()
	unseen.Photos[0].Kind = Near
	begin(t, unseen).refused(fix, fault.PhotosTooFew)

	// A city that wants no position of checks still wants one of arrivals.
	l = begin(t, filing(FromPatrol)).then(by(worker, Claim), by(worker, Finish))
	pass := by(dispatcher, Pass)
	pass.At = nil
	l.refused(pass, fault.PositionMissing)
	l.w.Rules.CheckWithinM = 0
	l.then(pass)
	l = begin(t, filing(FromPatrol))
	l.w.Rules.CheckWithinM = 0
	call := by(dispatcher, Whistle)
	call.Bodies, call.Until = make([]string, MaxBodies+1), monday.AddDate(0, 0, 1)
	l.refused(call, fault.BodiesMissing)
	call.Bodies = []string{"roads"}
	l.then(call)
	arrive := by(roads, Arrive)
	arrive.Body, arrive.At = "roads", nil
	l.refused(arrive, fault.PositionMissing)
	here := geo.Point{Lng: 117, Lat: 39.9}
	arrive.At = &here
	l.then(arrive)
	if l.Joint.Calls[0].Metres < 50_000 || l.Last().With[WithMetres] == "" {
		t.Errorf("%+v", l.Joint.Calls)
	}
}

func bareFinish() Command {
	c := by(worker, Finish)
	c.Photos = nil
	return c
}

func TestBoundsAreWithin(t *testing.T) {
	f := filing(FromPatrol)
	f.Text, f.Place.Address, f.Place.AccuracyM = strings.Repeat("长", MaxText), strings.Repeat("长", MaxAddress), maxAccuracy
	for range MaxPhotos - 1 {
		f.Photos = append(f.Photos, Photo{ID: "p", Kind: Near})
	}
	if _, err := New(f, world(monday)); err != nil {
		t.Error(err)
	}
	f.Place.AccuracyM = 0
	if _, err := New(f, world(monday)); err != nil {
		t.Error(err)
	}
}
