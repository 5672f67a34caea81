package territory

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"sizhang/domain/city"
	"sizhang/geo"
)

// A made-up city of 100,000 units and 1,000,000 appointments over ten years: 100
// subdistricts of 4 by 4 communities of 4 by 3 grids each, four buildings in
// most grids. Every quarter it redraws the borders of 2 % of its grids, tears
// down and builds as many buildings.
const (
	gridColumns, gridRows       = 160, 120
	communityWidth, groupHeight = 4, 3
	unitsInAll                  = 100_000
	termsInAll                  = 1_000_000
	quarters                    = 40
)

var opened = time.Date(2015, 1, 1, 0, 0, 0, 0, city.China)

func quarter(n int) time.Time { return opened.AddDate(0, 3*n, 0) }

func bigProfile() *city.Profile {
	name := func(s string) city.Names { return city.Names{ZH: s} }
	p := &city.Profile{
		Code: "990001", Names: name("大市"), CellResolution: 12,
		Levels: []city.Level{
			{ID: "subdistrict", Names: name("街道"), Form: city.Tiling, Resolution: 11},
			{ID: "community", Names: name("社区"), Parents: []string{"subdistrict"}, Form: city.Tiling, Resolution: 11},
			{ID: "grid", Names: name("网格"), Parents: []string{"community"}, Form: city.Tiling, Resolution: 12},
			{ID: "building", Names: name("楼栋"), Parents: []string{"grid"}, Form: city.Overlapping, Resolution: 12},
		},
	}
	p.Posts = []city.Post{
		{ID: "head", Names: name("长"), Kind: city.Head, Levels: []string{"grid", "building"}},
		{ID: "leader", Names: name("领导"), Kind: city.Leader, Levels: []string{"subdistrict", "community"}},
	}
	return p
}

// planner draws the city. Corners are shared, so that grids tile the ground.
type planner struct {
	chance  *rand.Rand
	corners [gridColumns + 1][gridRows + 1]geo.Point
	serial  int
	live    []Unit // buildings
}

func newPlanner() *planner {
	p := &planner{chance: rand.New(rand.NewPCG(2015, 2025))}
	for x := range p.corners {
		for y := range p.corners[x] {
			p.place(x, y)
		}
	}
	return p
}

// place puts a corner within 60 m of its place on a raster of some 300 m.
func (p *planner) place(x, y int) {
	off := func() float64 { return (p.chance.Float64() - 0.5) * 1.2e-3 }
	p.corners[x][y] = geo.Point{Lng: 116 + float64(x)*3.6e-3 + off(), Lat: 39.5 + float64(y)*2.8e-3 + off()}
}

// block is the ground of a rectangle of grids.
func (p *planner) block(west, south, width, height int) geo.Shape {
	var ring geo.Ring
	for x := west; x < west+width; x++ {
		ring = append(ring, p.corners[x][south])
	}
	for y := south; y < south+height; y++ {
		ring = append(ring, p.corners[west+width][y])
	}
	for x := west + width; x > west; x-- {
		ring = append(ring, p.corners[x][south+height])
	}
	for y := south + height; y > south; y-- {
		ring = append(ring, p.corners[west][y])
	}
	return geo.Shape{{append(ring, ring[0])}}
}

func (p *planner) unit(level, code, parent string, shape geo.Shape) Unit {
	return Unit{Level: level, Code: code, Parent: parent, Shape: shape, Names: city.Names{ZH: "第" + code + "号"}}
}

func communityCode(x, y int) string { return fmt.Sprintf("C%03d%03d", x/communityWidth, y/groupHeight) }

func gridCode(x, y int) string { return fmt.Sprintf("G%03d%03d", x, y) }

func (p *planner) grid(x, y int) Unit {
	return p.unit("grid", gridCode(x, y), communityCode(x, y), p.block(x, y, 1, 1))
}

func (p *planner) building() Unit {
	x, y := p.chance.IntN(gridColumns), p.chance.IntN(gridRows)
	p.serial++
	sw := p.corners[x][y]
	w, s := sw.Lng+p.chance.Float64()*3e-3, sw.Lat+p.chance.Float64()*2.4e-3
	shape := geo.Shape{{{{Lng: w, Lat: s}, {Lng: w + 6e-4, Lat: s}, {Lng: w + 6e-4, Lat: s + 1.5e-4}, {Lng: w, Lat: s + 1.5e-4}, {Lng: w, Lat: s}}}}
	return p.unit("building", fmt.Sprintf("B%07d", p.serial), gridCode(x, y), shape)
}

// first is the city as it was founded.
func (p *planner) first() []Unit {
	const w, h = 4 * communityWidth, 4 * groupHeight
	var units []Unit
	for x := 0; x < gridColumns; x += w {
		for y := 0; y < gridRows; y += h {
			sub := fmt.Sprintf("S%02d%02d", x/w, y/h)
			units = append(units, p.unit("subdistrict", sub, "", p.block(x, y, w, h)))
			for cx := x; cx < x+w; cx += communityWidth {
				for cy := y; cy < y+h; cy += groupHeight {
					units = append(units, p.unit("community", communityCode(cx, cy), sub, p.block(cx, cy, communityWidth, groupHeight)))
				}
			}
		}
	}
	for x := range gridColumns {
		for y := range gridRows {
			units = append(units, p.grid(x, y))
		}
	}
	for len(units) < unitsInAll {
		p.live = append(p.live, p.building())
		units = append(units, p.live[len(p.live)-1])
	}
	return units
}

// redraw is what one quarter changes: 96 corners of four grids each, inside their
// communities, and 1 % of the buildings.
func (p *planner) redraw() []Unit {
	changed := map[[2]int]bool{}
	for range gridColumns * gridRows / 50 / 4 {
		x := p.chance.IntN(gridColumns/communityWidth)*communityWidth + 1 + p.chance.IntN(communityWidth-1)
		y := p.chance.IntN(gridRows/groupHeight)*groupHeight + 1 + p.chance.IntN(groupHeight-1)
		p.place(x, y)
		for _, d := range [][2]int{{0, 0}, {-1, 0}, {0, -1}, {-1, -1}} {
			changed[[2]int{x + d[0], y + d[1]}] = true
		}
	}
	var units []Unit
	for at := range changed {
		units = append(units, p.grid(at[0], at[1]))
	}
	for _, i := range p.chance.Perm(len(p.live))[:len(p.live)/100] {
		ended := p.live[i]
		ended.Ended = true
		p.live[i] = p.building()
		units = append(units, ended, p.live[i])
	}
	return units
}

// history returns so many versions, a quarter apart.
func (p *planner) history(versions int) []Version {
	profile := bigProfile()
	out := []Version{{Number: 1, Effective: quarter(quarters - versions), Profile: profile, Units: p.first()}}
	for v := 1; v < versions; v++ {
		out = append(out, Version{Number: v + 1, Effective: quarter(quarters - versions + v), Profile: profile, Units: p.redraw()})
	}
	return out
}

// seats gives every unit a post with so many terms that follow each other over
// the ten years.
func (p *planner) seats(versions []Version, terms int) []Seat {
	var seats []Seat
	done := map[string]bool{}
	for _, v := range versions {
		for _, u := range v.Units {
			if done[u.Code] {
				continue
			}
			done[u.Code] = true
			s := Seat{Unit: u.Code, Post: "head"}
			if u.Level == "subdistrict" || u.Level == "community" {
				s.Post = "leader"
			}
			for i := range terms {
				p.serial++
				s.Terms = append(s.Terms, Term{
					Person: fmt.Sprintf("P%07d", p.serial), Name: "人" + fmt.Sprint(p.serial), Document: fmt.Sprintf("任〔%d〕%d号", 2015+i, p.serial),
					From: opened.AddDate(0, 120*i/terms, 0), Until: opened.AddDate(0, 120*(i+1)/terms, 0),
				})
			}
			s.Terms[terms-1].Until = time.Time{}
			seats = append(seats, s)
		}
	}
	return seats
}

// heap is what is in use, in megabytes, after two collections.
func heap() float64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}

// BenchmarkPast shows what a city's past costs: the memory of all versions and
// terms over that of the present alone, and a lookup on a random day over one
// today in the same territory.
//
//	go test -run - -bench Past -benchtime 1x -timeout 30m ./domain/territory
func BenchmarkPast(b *testing.B) {
	for _, c := range []struct{ versions, terms int }{{1, 1}, {1, 10}, {5, 10}, {10, 10}, {20, 10}, {40, 10}} {
		b.Run(fmt.Sprintf("versions=%d/terms=%d", c.versions, c.terms), func(b *testing.B) {
			before := heap()
			whole := bigCity(b, c.versions, c.terms)
			b.ReportMetric(heap()-before, "MB")
			days := quarters * 91
			spots := randomSpots(500_000)
			var now, past time.Duration
			for range b.N {
				now += ask(whole, spots, func(int) time.Time { return quarter(quarters) })
				past += ask(whole, spots, func(i int) time.Time {
					return quarter(quarters-c.versions).AddDate(0, 0, i*7919%(days*c.versions/quarters))
				})
			}
			each := float64(b.N * len(spots))
			b.ReportMetric(float64(now.Nanoseconds())/each, "ns-now")
			b.ReportMetric(float64(past.Nanoseconds())/each, "ns-past")
			b.ReportMetric(float64(past)/float64(now), "past/now")
			runtime.KeepAlive(whole)
		})
	}
}

func bigCity(b *testing.B, versions, terms int) *Territory {
	p := newPlanner()
	history := p.history(versions)
	seats := p.seats(history, terms)
	count := 0
	for _, s := range seats {
		count += len(s.Terms)
	}
	whole, err := Through(history, seats, quarter(quarters))
	if err != nil {
		b.Fatal(err)
	}
	units := whole.At(quarter(quarters)).Len()
	if units != unitsInAll || (terms == termsInAll/unitsInAll && count < termsInAll) {
		b.Fatalf("%d units, %d terms", units, count)
	}
	return whole
}

func randomSpots(n int) []geo.Point {
	chance := rand.New(rand.NewPCG(1, 2))
	spots := make([]geo.Point, n)
	for i := range spots {
		spots[i] = geo.Point{Lng: 116 + chance.Float64()*gridColumns*3.6e-3, Lat: 39.5 + chance.Float64()*gridRows*2.8e-3}
	}
	return spots
}

func ask(t *Territory, spots []geo.Point, day func(int) time.Time) time.Duration {
	room := make([]*Unit, 0, 32)
	answered := 0
	began := time.Now()
	for i, p := range spots {
		if _, _, ok := t.At(day(i)).Brief(room[:0], p); ok {
			answered++
		}
	}
	if took := time.Since(began); answered > len(spots)*9/10 {
		return took
	}
	panic("most spots have nobody: the benchmark measures nothing")
}
