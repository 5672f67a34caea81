package territory

import (
	"fmt"
	"slices"
	"time"

	"sizhang/domain/city"
)

// era is the time of a version, under its profile.
type era struct {
	number  int
	from    time.Time // the zero time is before everything
	profile *city.Profile
	ranks   []int // of the levels; larger is more specific, -1 where there is no such level
	forms   []city.Form
	// answering is true for levels that the profile has a post for.
	answering []bool
	posts     []*city.Post // nil where there is no such post
	order     []int        // of the posts
	// rooted is true when every parent has ground, so that nothing is to be found
	// by climbing.
	rooted bool
	units  int
	layers []*layer // that have ground, most specific first
}

// addEras reads the profiles, so that levels and posts are numbers from here on.
func (t *Territory) addEras(versions []Version) error {
	if len(versions) == 0 {
		return fmt.Errorf("a territory without a version")
	}
	for _, v := range versions {
		if n := len(v.Profile.Levels); n > city.MaxLevels {
			return fmt.Errorf("%d levels are more than the %d that a territory holds", n, city.MaxLevels)
		}
		if n := len(t.eras); n > 0 && v.Effective.Before(t.eras[n-1].from) {
			return fmt.Errorf("version %d takes effect before the one that it follows", v.Number)
		}
		for _, l := range v.Profile.Levels {
			t.levels = known(t.levels, l.ID)
		}
		for _, p := range v.Profile.Posts {
			t.posts = known(t.posts, p.ID)
		}
		t.eras = append(t.eras, era{number: v.Number, from: v.Effective, profile: v.Profile})
	}
	for i := range t.eras {
		t.eras[i].read(t.levels, t.posts)
	}
	return nil
}

func known(ids []string, id string) []string {
	if slices.Contains(ids, id) {
		return ids
	}
	return append(ids, id)
}

// read looks up what the profile says of every level and post.
func (e *era) read(levels, posts []string) {
	for _, id := range levels {
		level, rank, ok := e.profile.Level(id)
		if !ok {
			rank = -1
		}
		e.ranks = append(e.ranks, rank)
		e.forms = append(e.forms, level.Form)
		e.answering = append(e.answering, e.profile.Answering(id))
	}
	for _, id := range posts {
		if post, rank, ok := e.profile.Post(id); ok {
			e.posts, e.order = append(e.posts, &post), append(e.order, rank)
		} else {
			e.posts, e.order = append(e.posts, nil), append(e.order, len(posts))
		}
	}
}

// ground says whether units of the level have ground of their own in the era.
func (e *era) ground(level int32) bool {
	return e.forms[level] == city.Tiling || e.forms[level] == city.Overlapping
}

// measureEras counts every era's units and finds out whether all their parents
// have ground.
func (t *Territory) measureEras() {
	for v := range t.eras {
		e := &t.eras[v]
		e.rooted = true
		for i := range t.lines {
			s := t.lines[i].at(int32(v))
			if s == nil {
				continue
			}
			e.units++
			if s.parent != none && len(t.lines[s.parent].at(int32(v)).Shape) == 0 {
				e.rooted = false
			}
		}
	}
}
