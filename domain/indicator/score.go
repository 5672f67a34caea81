package indicator

import (
	"math"
	"slices"

	"sizhang/domain/city"
	"sizhang/domain/issue"
)

// Scheme is how a city scores (评价方案): all of it is data.
type Scheme struct {
	// Inspectors are the sources of those whose duty it is to find issues, Public
	// those of the public.
	Inspectors, Public []issue.Source
	Scores             []Score
	// Grades from the best down: the first whose Least the points reach.
	Grades []Grade
	// LeastWeighed is the part of a score's weight, in per cent, that must have data
	// for the score to be one.
	LeastWeighed int
}

// Score is a composite score (综合得分), from 0 to 100: the mean of what its items
// score, by weight.
//
// A rate of nothing is no data, and so an item of it has no points. The weights of the
// items that have are then made to add up to the whole: an inspector whom nobody sent
// to verify anything is judged by what there was to do, neither punished nor praised
// for the rest. Where less than Scheme.LeastWeighed of the weight has data, there is no
// score: a single lucky item is no judgement.
type Score struct {
	ID    string
	Names city.Names
	// By are the groups that it is for.
	By []By
	// Role is whose issues count where figures are by person; each item's own where it
	// is false of Roled.
	Role  Role
	Roled bool
	Items []Item
}

// For says whether the score is for groups of the kind.
func (s *Score) For(by By) bool { return slices.Contains(s.By, by) }

// Item is a part of a score.
type Item struct {
	Indicator ID
	Weight    int
	// Less scores 100 for none of a rate and 0 for all of it.
	Less bool
	// Bands turn a number into points; a rate has none.
	Bands []Band
	// ZeroCounts says that a number of 0 is worth points as any other; else it is no
	// data, as of somebody who does not do such work.
	ZeroCounts bool
}

// Band gives points to numbers below a bound; the last has none, Below 0.
type Band struct{ Below, Points int }

// Grade is a letter for the points (等级).
type Grade struct {
	Least int
	Name  string
}

// Scored is what became of a score.
type Scored struct {
	// OK says that there is one. Points are rounded to tenths, from 0 to 100.
	OK     bool
	Points float64
	Grade  string
	// Weighed is the weight that had data, Of the whole.
	Weighed, Of int
}

// Bands of DefaultScheme. The volumes are those of a month: other periods want others.
var (
	areaBands   = []Band{{1, 100}, {3, 90}, {5, 75}, {7, 60}, {9, 40}, {0, 0}}
	volumeBands = []Band{{101, 0}, {301, 40}, {501, 60}, {1201, 75}, {2001, 90}, {0, 100}}
)

// DefaultScheme scores as systems of CJ/T 292 do, and as Jinniu 金牛 in Chengdu scores
// its departments. Two things are not in those rules: 按期结案率 of an area weighs 40,
// so that the weights make 100; and an acceptor's sending out of verifications and
// checks has no clock here, since nobody has to send them, so that their being done in
// time stands for it.
var DefaultScheme = Scheme{
	Inspectors: []issue.Source{issue.FromPatrol, issue.FromHead},
	Public:     []issue.Source{issue.FromCitizen, issue.FromHotline},
	Scores: []Score{
		{ID: "inspector", Names: city.Names{ZH: "监督员（巡查）", EN: "Inspector"}, By: []By{ByPerson}, Items: []Item{
			{Indicator: ValidReportRate, Weight: 40}, {Indicator: MissedRate, Weight: 20, Less: true},
			{Indicator: VerifyInTimeRate, Weight: 20}, {Indicator: CheckInTimeRate, Weight: 20},
		}},
		{ID: "acceptor", Names: city.Names{ZH: "受理员", EN: "Acceptor"}, By: []By{ByPerson}, Role: Filer, Roled: true, Items: []Item{
			{Indicator: Filed, Weight: 25, Bands: volumeBands}, {Indicator: VerifyInTimeRate, Weight: 40}, {Indicator: CheckInTimeRate, Weight: 35},
		}},
		{ID: "shift_leader", Names: city.Names{ZH: "值班长", EN: "Shift leader"}, By: []By{ByPerson}, Role: Filer, Roled: true, Items: []Item{
			{Indicator: FileInTimeRate, Weight: 25}, {Indicator: FileRightRate, Weight: 40}, {Indicator: CloseInTimeRate, Weight: 35},
		}},
		{ID: "dispatcher", Names: city.Names{ZH: "派遣员", EN: "Dispatcher"}, By: []By{ByPerson}, Role: Dispatcher, Roled: true, Items: []Item{
			{Indicator: Dispatched, Weight: 20, Bands: volumeBands}, {Indicator: DispatchInTimeRate, Weight: 40}, {Indicator: DispatchRightRate, Weight: 40},
		}},
		{ID: "area", Names: city.Names{ZH: "区域评价", EN: "Area"}, By: []By{ByNothing, ByUnit}, Items: []Item{
			{Indicator: PublicReportRate, Weight: 10, Less: true}, {Indicator: Filed, Weight: 20, Bands: areaBands, ZeroCounts: true},
			{Indicator: ClosingRate, Weight: 30}, {Indicator: CloseInTimeRate, Weight: 40},
		}},
		{ID: "jinniu", Names: city.Names{ZH: "处置考核", EN: "Handling (Jinniu)"}, By: []By{ByNothing, ByUnit, ByHead, ByDepartment, ByCategory, BySource}, Items: []Item{
			{Indicator: HandlingRate, Weight: 30}, {Indicator: HandleInTimeRate, Weight: 20}, {Indicator: ReworkRate, Weight: 20, Less: true},
			{Indicator: OverdueRate, Weight: 20, Less: true}, {Indicator: PostponedRate, Weight: 10, Less: true},
		}},
	},
	Grades:       []Grade{{90, "A"}, {75, "B"}, {60, "C"}, {40, "D"}, {0, "E"}},
	LeastWeighed: 50,
}

// points are what an item scores, from 0 to 100; false where there is no data.
func (i *Item) points(of *Indicator, f Figure) (float64, bool) {
	value, ok := of.Value(f)
	if !ok {
		return 0, false
	}
	if i.Bands != nil {
		if f.Numerator == 0 && !i.ZeroCounts {
			return 0, false
		}
		for _, b := range i.Bands {
			if f.Numerator < b.Below || b.Below == 0 {
				return float64(b.Points), true
			}
		}
	}
	if i.Less {
		value = 1 - value
	}
	return 100 * value, true
}

// score makes a score of the figures of its items, in their order.
func (s *Scheme) score(of *Score, figures func(item int) Figure) Scored {
	var r Scored
	sum := 0.0
	for k := range of.Items {
		item := &of.Items[k]
		indicator, _, _ := Find(item.Indicator)
		r.Of += item.Weight
		if points, ok := item.points(indicator, figures(k)); ok {
			r.Weighed += item.Weight
			sum += points * float64(item.Weight)
		}
	}
	if r.Weighed == 0 || r.Weighed*100 < s.LeastWeighed*r.Of {
		return r
	}
	r.OK, r.Points = true, math.Round(sum/float64(r.Weighed)*10)/10
	for _, g := range s.Grades {
		if r.Points >= float64(g.Least) {
			r.Grade = g.Name
			break
		}
	}
	return r
}
