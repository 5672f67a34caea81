package app

import (
	"slices"
	"testing"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// The parts of a split come in one file and its end in another: whichever came
// first, the parts know what they were cut from.
func TestASplitMayComeInTwoFiles(t *testing.T) {
	for name, endFirst := range map[string]bool{"the end first": true, "the parts first": false} {
		t.Run(name, func(t *testing.T) {
			a := settled(t, open(t))
			publish(t, a, grids(2)...)
			ended, part := grid(1), grid(1)
			ended.Ended = true
			part.Code, part.Names.ZH = "N1", "新"
			files := [][]territory.Unit{{part}, {ended}}
			if endFirst {
				slices.Reverse(files)
			}
			draft := openDraft(t, a)
			said := 0
			for _, file := range files {
				for _, f := range addUnits(t, a, draft, nil, file...).Findings {
					if f.Code == fault.PredecessorsByPlace && f.Unit == "N1" {
						said++
					}
				}
			}
			mustPublish(t, a, draft, time.Time{})
			u, ok := refresh(t, a).At(time.Now()).Unit("N1")
			if !ok || !slices.Equal(u.Predecessors, []string{"G001"}) || said != 1 {
				t.Errorf("%+v, said %d times", u, said)
			}
		})
	}
}

// A unit whose ground a file of the draft moves about is no predecessor of what a
// later file of the same draft makes of it.
func TestPredecessorsWereInForce(t *testing.T) {
	a := settled(t, open(t))
	publish(t, a, append(grids(1), grid(5))...)
	draft := openDraft(t, a)
	ended, taker := grid(0), grid(5)
	ended.Ended, taker.Shape = true, append(slices.Clone(grid(5).Shape), grid(0).Shape...)
	addUnits(t, a, draft, nil, ended, taker)
	heir := grid(0)
	heir.Code, heir.Names.ZH = "G006", "新"
	addUnits(t, a, draft, nil, grid(5), heir)
	mustPublish(t, a, draft, time.Time{})
	if u, ok := refresh(t, a).At(time.Now()).Unit("G006"); !ok || !slices.Equal(u.Predecessors, []string{"G000"}) {
		t.Errorf("%+v", u)
	}
}

// What cannot be kept is refused, before anything is written.
func TestInstantsBeyondTheKnownYears(t *testing.T) {
	a := settled(t, open(t))
	publish(t, a, grids(1)...)
	draft := openDraft(t, a)
	addUnits(t, a, draft, nil, grid(1))
	for _, at := range []time.Time{
		time.Date(9999, 12, 31, 23, 59, 59, 0, time.FixedZone("", -8*3600)),
		time.Date(0, 1, 1, 0, 0, 0, 0, time.FixedZone("", 8*3600)),
		time.Date(1, 1, 1, 0, 0, 0, 0, time.FixedZone("", -3600)),
	} {
		_, err := a.Publish(t.Context(), code, draft, at)
		wantFault(t, "publishing", err, fault.InstantInvalid)
		_, err = a.HandOver(t.Context(), code, territory.HandOver{Unit: "G000", Post: "head", Person: "p", Name: "甲", From: at})
		wantFault(t, "a handover from then", err, fault.InstantInvalid)
		_, err = a.HandOver(t.Context(), code, territory.HandOver{Unit: "G000", Post: "head", Person: "p", Name: "甲", From: day(1), Until: at})
		wantFault(t, "a handover until then", err, fault.InstantInvalid)
	}
	refresh(t, a)
}
