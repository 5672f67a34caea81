package city

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"sizhang/domain/clock"
	"sizhang/domain/fault"
)

// Bounds of the rules for issues. They rule out slips of the pen; what a city may
// want lies within.
const (
	maxMarks         = 50
	maxPostponements = 20
	maxCheckWithinM  = 100_000
	maxBorderM       = 1_000
	maxDuplicateM    = 5_000
	maxChronicCount  = 1_000
	longest          = 366 * 24 * time.Hour
	// A cell of resolution 7 is as wide as a subdistrict, one of 13 as a car.
	minChronicResolution, maxChronicResolution = 7, 13
)

// issues looks at the rules for issues, where the profile has its own.
func (c *checker) issues() {
	r := c.profile.Issues
	if r == nil {
		return
	}
	times := clock.Settings{Hours: r.Hours, Workdays: r.Workdays, CalendarDays: r.CalendarDays}
	c.join("issues.", times.Check())
	if !r.Hands.Known() {
		c.add(fault.HandsUnknown, "issues.hands", fault.With{"hands": string(r.Hands), "known": HandsIDs()})
	}
	c.sources(r.FileAtOnce)
	c.limits(r.Limits)
	c.marks(r.Marks)
	c.number("issues.max_postponements", float64(r.MaxPostponements), 0, maxPostponements)
	c.days("issues.max_suspension_days", r.MaxSuspension, 24*time.Hour)
	c.number("issues.photos_report", float64(r.PhotosReport), 0, MaxPhotos)
	c.number("issues.photos_finish", float64(r.PhotosFinish), 0, MaxPhotos)
	c.number("issues.check_within_m", r.CheckWithinM, 0, maxCheckWithinM)
	c.number("issues.border_m", r.BorderM, -1, maxBorderM)
	c.number("issues.duplicates.radius_m", r.Duplicates.RadiusM, 0, maxDuplicateM)
	c.days("issues.duplicates.within_hours", r.Duplicates.Within, time.Hour)
	c.number("issues.chronic.count", float64(r.Chronic.Count), 0, maxChronicCount)
	c.days("issues.chronic.within_days", r.Chronic.Within, 24*time.Hour)
	if r.Chronic.Count > 0 && r.Chronic.Within == 0 {
		c.add(fault.IssueNumber, "issues.chronic.within_days", fault.With{"given": 0, "min": 1, "max": longest.Hours() / 24})
	}
	c.resolution("issues.chronic.resolution", r.Chronic.Resolution, minChronicResolution, maxChronicResolution)
}

// join adds the faults of another check, whose fields lie below a path.
func (c *checker) join(path string, err error) {
	for _, f := range fault.All(err) {
		c.add(f.Code, path+f.Field, f.With)
	}
}

// number wants a number within bounds; NaN lies within none.
func (c *checker) number(field string, given, lowest, highest float64) {
	if !(given >= lowest && given <= highest) {
		c.add(fault.IssueNumber, field, fault.With{"given": given, "min": lowest, "max": highest})
	}
}

// days wants a time of at most a year in whole units, as it is written.
func (c *checker) days(field string, given, unit time.Duration) {
	if given < 0 || given > longest || given%unit != 0 {
		c.add(fault.IssueNumber, field, fault.With{"given": given.Hours() / unit.Hours(), "min": 0, "max": math.Floor(longest.Hours() / unit.Hours())})
	}
}

func (c *checker) sources(given []string) {
	for i, source := range given {
		field := fmt.Sprintf("issues.file_at_once[%d]", i)
		switch {
		case !slices.Contains(Sources, source):
			c.add(fault.SourceUnknown, field, fault.With{"source": source, "known": listed(Sources)})
		case slices.Index(given, source) < i:
			c.add(fault.IDDoubled, field, fault.With{"id": source, "first": fmt.Sprintf("issues.file_at_once[%d]", slices.Index(given, source))})
		}
	}
}

// Each returns the limits by what they are called in a profile.
func (l StageLimits) Each() map[string]clock.Limit {
	return map[string]clock.Limit{
		"file": l.File, "verify": l.Verify, "dispatch": l.Dispatch, "claim": l.Claim, "handle": l.Handle, "check": l.Check, "silence": l.Silence,
	}
}

func (c *checker) limits(l StageLimits) {
	each := l.Each()
	for _, stage := range slices.Sorted(maps.Keys(each)) {
		if each[stage] == (clock.Limit{}) {
			continue
		}
		if err := each[stage].Check(""); err != nil {
			f := fault.As(err)
			c.add(f.Code, "issues.limits."+stage, f.With)
		}
	}
}

func (c *checker) marks(marks []IssueMark) {
	if len(marks) > maxMarks {
		c.add(fault.IssueNumber, "issues.marks", fault.With{"given": len(marks), "min": 0, "max": maxMarks})
		return
	}
	seen := map[string]string{}
	for i, m := range marks {
		at := fmt.Sprintf("issues.marks[%d]", i)
		c.id(at+".id", m.ID, seen)
		alone := m.Mark
		alone.ID = "mark" // what is wrong with its own was said
		if clock.CheckMarks([]clock.Mark{alone}) != nil {
			c.add(fault.MarkInvalid, at, nil)
		}
		if len(m.Tell) == 0 {
			c.add(fault.TellMissing, at+".tell", fault.With{"known": c.told()})
		}
		for k, whom := range m.Tell {
			if !c.profile.Told(whom) {
				c.add(fault.TellUnknown, fmt.Sprintf("%s.tell[%d]", at, k), fault.With{"tell": whom, "known": c.told()})
			}
		}
	}
}

// told lists whom a mark can name.
func (c *checker) told() string {
	known := []string{TellHands, TellNextHead, TellLeaders}
	for _, post := range c.profile.Posts {
		if post.Kind == Leader {
			known = append(known, post.ID)
		}
	}
	return strings.Join(known, ", ")
}
