package report

import (
	"encoding/json"
	"io"
	"math"

	"sizhang/domain/city"
	"sizhang/domain/coverage"
)

// CoverageBody is a coverage report as machines read it.
type CoverageBody struct {
	City        string            `json:"city"`
	Name        nameJSON          `json:"name"`
	At          string            `json:"at,omitempty"`
	GroundLevel string            `json:"ground_level,omitempty"`
	Levels      []CoverageLevel   `json:"levels"`
	Missing     []CoverageMissing `json:"missing"`
}

// CoverageLevel is how far one level reaches.
type CoverageLevel struct {
	ID          string             `json:"id"`
	Name        nameJSON           `json:"name"`
	Units       int                `json:"units"`
	HeadPosts   []string           `json:"head_posts"`
	Heads       CoverageMeasure    `json:"heads"`
	LeaderPosts []string           `json:"leader_posts"`
	Leaders     CoverageMeasure    `json:"leaders"`
	Sponsored   CoverageMeasure    `json:"sponsored"`
	Sponsors    []CoverageSponsors `json:"sponsors"`
	Shaped      CoverageMeasure    `json:"shaped"`
	Connected   CoverageMeasure    `json:"connected"`
	Reaching    CoverageMeasure    `json:"reaching"`
	NextLevel   string             `json:"next_level,omitempty"`
	Generated   CoverageMeasure    `json:"generated"`
	Ground      CoverageGround     `json:"ground"`
}

// CoverageMeasure says how many units have something; the numbers stand only
// where the state is counted.
type CoverageMeasure struct {
	State coverage.State `json:"state"`
	Count *int           `json:"count,omitempty"`
	Of    *int           `json:"of,omitempty"`
	Share *float64       `json:"share,omitempty"`
}

// CoverageSponsors counts the units with a sponsor of one kind.
type CoverageSponsors struct {
	Kind  string   `json:"kind"`
	Name  nameJSON `json:"name"`
	Every bool     `json:"every"` // every unit should have one
	CoverageMeasure
}

// CoverageGround is a level's ground in square metres.
type CoverageGround struct {
	State coverage.State `json:"state"`
	M2    *float64       `json:"m2,omitempty"`
	OfM2  *float64       `json:"of_m2,omitempty"`
	Share *float64       `json:"share,omitempty"`
}

// CoverageMissing is one thing that one unit should have and has not.
type CoverageMissing struct {
	Unit  string         `json:"unit"`
	Name  nameJSON       `json:"name"`
	Level string         `json:"level"`
	Lack  coverage.Lack  `json:"lack"`
	Of    []CoverageItem `json:"of"`
}

// CoverageItem is a post, a kind of sponsorship or a level.
type CoverageItem struct {
	ID   string   `json:"id"`
	Name nameJSON `json:"name"`
}

// CoverageJSON writes the report for machines, whole.
func CoverageJSON(w io.Writer, r *coverage.Report) error {
	return json.NewEncoder(w).Encode(CoverageBodyOf(r))
}

// CoverageBodyOf turns a report into the form in which machines read it.
func CoverageBodyOf(r *coverage.Report) CoverageBody {
	return CoverageBody{
		City: r.Profile.Code, Name: nameJSON(r.Profile.Names), At: instant(r.At), GroundLevel: r.GroundLevel,
		Levels: each(r.Levels, coverageLevel), Missing: each(r.Missing, coverageMissing),
	}
}

func coverageLevel(l coverage.Level) CoverageLevel {
	id := func(p city.Post) string { return p.ID }
	return CoverageLevel{
		ID: l.ID, Name: nameJSON(l.Names), Units: l.Units,
		HeadPosts: each(l.HeadPosts, id), Heads: coverageMeasure(l.Heads),
		LeaderPosts: each(l.LeaderPosts, id), Leaders: coverageMeasure(l.Leaders),
		Sponsored: coverageMeasure(l.Sponsored), Sponsors: each(l.Sponsors, coverageSponsors),
		Shaped: coverageMeasure(l.Shaped), Connected: coverageMeasure(l.Connected),
		Reaching: coverageMeasure(l.Reaching), NextLevel: l.NextLevel,
		Generated: coverageMeasure(l.Generated), Ground: groundBody(l.Ground),
	}
}

func coverageMeasure(m coverage.Measure) CoverageMeasure {
	if m.State != coverage.Counted {
		return CoverageMeasure{State: m.State}
	}
	share := m.Share()
	return CoverageMeasure{m.State, &m.Count, &m.Of, &share}
}

func coverageSponsors(s coverage.Sponsors) CoverageSponsors {
	return CoverageSponsors{s.ID, nameJSON(s.Names), s.Every, coverageMeasure(s.Measure)}
}

// groundBody rounds to the square centimetre, far below what a survey knows.
func groundBody(g coverage.Ground) CoverageGround {
	if g.State != coverage.Counted {
		return CoverageGround{State: g.State}
	}
	round := func(m2 float64) *float64 { m2 = math.Round(m2*1e4) / 1e4; return &m2 }
	share := g.Share()
	return CoverageGround{g.State, round(g.M2), round(g.OfM2), &share}
}

func coverageMissing(m coverage.Missing) CoverageMissing {
	return CoverageMissing{m.Code, nameJSON(m.Names), m.Level, m.Lack, each(m.Of, func(i coverage.Item) CoverageItem {
		return CoverageItem{i.ID, nameJSON(i.Names)}
	})}
}
