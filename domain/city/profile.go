// Package city holds a city's profile: its levels of territory, its posts and
// their names. Every city differs, so none of it is code; the Chinese default
// is a file like any other.
package city

import "slices"

// Profile is how one city is organised (城市配置). A valid profile, as Check has
// it, is never changed, only replaced.
type Profile struct {
	// Code is the 6-digit division code (行政区划代码) that leads every key.
	Code  string
	Names Names
	// Levels run from the widest to the most specific; where several units hold
	// a point, the level later in this list answers first.
	Levels []Level
	// Posts run in answering order: of two posts at one unit, the earlier
	// answers first.
	Posts []Post
	// Sponsorships are the kinds of sponsorship that the city knows.
	Sponsorships []SponsorKind
	// Roles are what people may do; DefaultRoles where there are none.
	Roles []Role
	// Issues are the rules for issues; DefaultIssueRules where nil.
	Issues *IssueRules
	// CellResolution is the H3 resolution of the cell named in a duty answer.
	CellResolution int
	// Extent is where the city may lie, or empty where the profile does not say.
	// Shapes beyond it are refused: it is what tells swapped or foreign
	// coordinates from good ones.
	Extent Extent
}

// Extent is a box in WGS84 degrees; the zero Extent is no limit.
type Extent struct {
	West, South, East, North float64
}

// Level is one kind of unit (层级), such as community 社区 or street 街.
type Level struct {
	ID    string
	Names Names
	// Parents are the levels that a unit of this one may hang under; none for a
	// root.
	Parents []string
	// Form says what the ground of a unit of this level looks like.
	Form Form
	// Resolution is the H3 resolution at which the level's owner index ends;
	// it sets memory and speed, never the answer.
	Resolution int
	// Code is the regular expression that a unit's code must match whole.
	Code string
}

// Form is the kind of ground that a level's units cover.
type Form string

const (
	// Tiling areas do not overlap: a point has at most one owner, and one that
	// lies on a shared border belongs to the unit with the lowest code.
	Tiling Form = "tiling"
	// Overlapping areas, streets and buildings among them: a point may have
	// several owners.
	Overlapping Form = "overlapping"
	// Unmapped levels have no ground of their own, such as residents' groups in
	// a city that keeps only their lists.
	Unmapped Form = "unmapped"
)

// Post is an office that a person can hold at a unit (岗位).
type Post struct {
	ID    string
	Names Names
	Kind  PostKind
	// Levels are those whose units have this post.
	Levels []string
	// Role is the id of the role that its holders have; see RoleID where empty.
	Role string
}

// PostKind tells heads from leaders.
type PostKind string

const (
	// Head 长: answers for the unit's ground day by day.
	Head PostKind = "head"
	// Leader 领导: answers for the unit as a whole, and for its ground when no
	// head does (属地兜底).
	Leader PostKind = "leader"
)

// Level returns the level with the id and its rank: 0 for the widest.
func (p *Profile) Level(id string) (Level, int, bool) {
	for i, l := range p.Levels {
		if l.ID == id {
			return l, i, true
		}
	}
	return Level{}, 0, false
}

// Post returns the post with the id and its rank: 0 answers first.
func (p *Profile) Post(id string) (Post, int, bool) {
	for i, post := range p.Posts {
		if post.ID == id {
			return post, i, true
		}
	}
	return Post{}, 0, false
}

// Answering says whether the profile has a post at units of the level, so that
// somebody should answer there.
func (p *Profile) Answering(level string) bool {
	return slices.ContainsFunc(p.Posts, func(post Post) bool { return post.At(level) })
}
