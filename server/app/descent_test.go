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
