package diff_test

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sizhang/domain/diff"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/geo/carve"
	"sizhang/geo/hex"
)

const columns, rows = 4, 3

// drawPlots draws crooked plots that tile the ground: what units are made of.
func drawPlots(t *rapid.T) []geo.Shape {
	var corners [columns + 1][rows + 1]geo.Point
	for x := range columns + 1 {
		for y := range rows + 1 {
			shift := func(label string) float64 { return rapid.Float64Range(-0.3, 0.3).Draw(t, label) }
			corners[x][y] = at(float64(x)+shift("east"), float64(y)+shift("north"))
		}
	}
	var plots []geo.Shape
	for x := range columns {
		for y := range rows {
			sw, se, ne, nw := corners[x][y], corners[x+1][y], corners[x+1][y+1], corners[x][y+1]
			plots = append(plots, geo.Shape{{{sw, se, ne, nw, sw}}})
		}
	}
	return plots
}

// deal is who has which plots: bits of a number for the units A to F. With
// sharing, a plot may be several units', and then is the first one's.
type deal []int

func drawDeal(t *rapid.T, sharing bool) deal {
	d := make(deal, columns*rows)
	for i := range d {
		if owner := rapid.IntRange(0, 6).Draw(t, "owner"); owner > 0 {
			d[i] = 1 << (owner - 1)
		}
		if sharing && rapid.IntRange(0, 5).Draw(t, "shared") == 0 {
			d[i] |= 1 << rapid.IntRange(0, 5).Draw(t, "another")
		}
	}
	return d
}

// redealt changes a few plots, or every one.
func (d deal) redealt(t *rapid.T, sharing bool) deal {
	other := drawDeal(t, sharing)
	if rapid.Bool().Draw(t, "everything") {
		return other
	}
	changed := slices.Clone(d)
	for range rapid.IntRange(1, 4).Draw(t, "plots that change") {
		i := rapid.IntRange(0, len(d)-1).Draw(t, "plot")
		changed[i] = other[i]
	}
	return changed
}

func code(unit int) string { return string(rune('A' + unit)) }

// owner is the first unit that has the plot; empty for nobody.
func (d deal) owner(plot int) string {
	for u := range 6 {
		if d[plot]>>u&1 == 1 {
			return code(u)
		}
	}
	return ""
}

func (d deal) units(t *rapid.T, plots []geo.Shape) []territory.Unit {
	var units []territory.Unit
	for u := range 6 {
		var parts []geo.Shape
		for i := range d {
			if d[i]>>u&1 == 1 {
				parts = append(parts, plots[i])
			}
		}
		shape, err := carve.Union(parts...)
		if err != nil {
			t.Fatal(err)
		}
		if shape != nil {
			units = append(units, unit("grid", code(u), "", shape))
		}
	}
	return units
}

// What passes between units is what plots change their owner, to the square metre
// and to the cell, whether units share plots or not. Every unit has a head.
func TestTransfersAgreeWithThePlots(t *testing.T) {
	transfers := 0
	rapid.Check(t, func(t *rapid.T) {
		plots := drawPlots(t)
		sharing := rapid.Bool().Draw(t, "units overlap")
		old := drawDeal(t, sharing)
		fresh := old.redealt(t, sharing)
		var heads []territory.Seat
		for u := range 6 {
			heads = append(heads, held(code(u), "head", "head of "+code(u)))
		}
		before, after := state(old.units(t, plots), heads...), state(fresh.units(t, plots), heads...)
		changes, err := diff.Compare(before, after, diff.Options{CellLimit: 1e6})
		if err != nil {
			t.Fatal(err)
		}
		if !sharing {
			addUp(t, changes)
		}
		want := map[string]float64{}
		total := 0.0
		for i, plot := range plots {
			if from, to := old.owner(i), fresh.owner(i); from != to {
				want[from+">"+to] += plot.AreaM2()
				total += plot.AreaM2()
			}
		}
		cells := countedCells(plots, old, fresh)
		var level diff.LevelChange
		if len(changes.Levels) > 0 {
			level = changes.Levels[0]
		}
		if math.Abs(level.M2-total) > 1 || len(level.Transfers.Items) != len(want) {
			t.Fatalf("%f m² in %d transfers, the plots say %f in %v", level.M2, level.Transfers.Total, total, want)
		}
		for _, transfer := range level.Transfers.Items {
			key := codeOf(transfer.From) + ">" + codeOf(transfer.To)
			if math.Abs(transfer.M2-want[key]) > 0.5 || want[key] == 0 {
				t.Fatalf("%s: %f m², the plots say %f", key, transfer.M2, want[key])
			}
			if math.Abs(transfer.Place.AreaM2()-transfer.M2) > 0.5 {
				t.Fatalf("%s: a place of %f m² for %f", key, transfer.Place.AreaM2(), transfer.M2)
			}
			if transfer.Cells.Total != cells[key] || len(transfer.Cells.List) != cells[key] || !slices.IsSorted(transfer.Cells.List) {
				t.Fatalf("%s: %d cells, the plots say %d", key, transfer.Cells.Total, cells[key])
			}
			transfers++
		}
	})
	if transfers == 0 {
		t.Error("nothing ever passed: the test tested nothing")
	}
}

func codeOf(u *territory.Unit) string {
	if u == nil {
		return ""
	}
	return u.Code
}

// countedCells counts, by hand, the cells whose centres change their owner.
func countedCells(plots []geo.Shape, old, fresh deal) map[string]int {
	seen := map[hex.Cell]bool{}
	counts := map[string]int{}
	for x := -0.5; x < columns+0.5; x += 0.1 {
		for y := -0.5; y < rows+0.5; y += 0.1 {
			cell, err := hex.At(at(x, y), 12)
			if err != nil {
				panic(err)
			}
			if seen[cell] {
				continue
			}
			seen[cell] = true
			centre := cell.Centre()
			i := slices.IndexFunc(plots, func(p geo.Shape) bool { return p.Contains(centre) })
			if i < 0 {
				continue
			}
			if from, to := old.owner(i), fresh.owner(i); from != to {
				counts[from+">"+to]++
			}
		}
	}
	return counts
}

// addUp holds what units and people gain and lose against each other: what a unit
// is after is what it was, less what it lost, and what it gained, and its head
// gains and loses the same.
func addUp(t *rapid.T, changes *diff.Changes) {
	gained, lost := map[string]float64{}, map[string]float64{}
	for _, u := range changes.Units.Items {
		if math.Abs(u.BeforeM2-u.LostM2+u.GainedM2-u.AfterM2) > 0.5 {
			t.Fatalf("%s: %+v", u.Unit().Code, u)
		}
		gained[u.Unit().Code], lost[u.Unit().Code] = u.GainedM2, u.LostM2
	}
	for _, p := range changes.People.Items {
		unit := p.Person[len("head of "):]
		for _, g := range p.Ground {
			if math.Abs(g.GainedM2-gained[unit]) > 0.5 || math.Abs(g.LostM2-lost[unit]) > 0.5 {
				t.Fatalf("%s gains %f and loses %f m², the unit %f and %f", p.Person, g.GainedM2, g.LostM2, gained[unit], lost[unit])
			}
		}
		delete(gained, unit)
	}
	for unit, m2 := range gained {
		if m2+lost[unit] > 0 {
			t.Fatalf("%s changes, and nobody with it", unit)
		}
	}
}
