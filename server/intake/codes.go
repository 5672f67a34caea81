package intake

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// scientific is what a spreadsheet makes of a long code: 1.10101E+11.
var scientific = regexp.MustCompile(`^[0-9](\.[0-9]+)?[eE]\+?[0-9]+$`)

// short is a division code without the zeros that statistics fill it up with:
// 6 digits for a county and what is above, 9 for a subdistrict.
var short = regexp.MustCompile(`^([0-9]{6}|[0-9]{9})$`)

// none is how the statistical files write that there is nothing above.
var none = regexp.MustCompile(`^0+$`)

// codes reads unit codes as a profile has them.
type codes struct {
	profile  *city.Profile
	patterns map[string]*regexp.Regexp
}

func newCodes(p *city.Profile) *codes {
	c := &codes{p, map[string]*regexp.Regexp{}}
	for _, l := range p.Levels {
		if pattern, err := l.Pattern(); err == nil && l.Code != "" {
			c.patterns[l.ID] = pattern
		}
	}
	return c
}

// fits says whether the code matches the pattern of one of the levels; true
// where one of them has none.
func (c *codes) fits(code string, levels ...string) bool {
	for _, l := range levels {
		if pattern := c.patterns[l]; pattern == nil || pattern.MatchString(code) {
			return true
		}
	}
	return false
}

// read cleans a code that stands in the field and belongs to one of the levels.
// A code that a spreadsheet has ruined is refused; a division code of 6 or 9
// digits is filled up to 12 where only that fits.
func (c *codes) read(r *record, field, raw string, levels ...string) (string, bool) {
	code := strings.TrimPrefix(raw, "'") // a spreadsheet's mark for text
	if scientific.MatchString(code) && !c.fits(code, levels...) {
		r.refuse(fault.CodeScientific, field, fault.With{"value": code})
		return "", false
	}
	if short.MatchString(code) && len(levels) > 0 && !c.fits(code, levels...) {
		if full := code + strings.Repeat("0", 12-len(code)); c.fits(full, levels...) {
			r.find(territory.Repair, fault.CodePadded, field, fault.With{"given": code, "code": full})
			return full, true
		}
	}
	return code, true
}

// parent cleans the code of the unit above one of the level; empty where the
// file says that there is none.
func (c *codes) parent(r *record, field, raw string, level city.Level) (string, bool) {
	if raw == "" || none.MatchString(raw) {
		return "", true
	}
	return c.read(r, field, raw, level.Parents...)
}

// levels returns the ids of the levels that a code may belong to: the level's
// own, or all of the profile's where it is not known.
func (c *codes) levels(l city.Level) []string {
	if l.ID != "" {
		return []string{l.ID}
	}
	ids := make([]string, len(c.profile.Levels))
	for i, level := range c.profile.Levels {
		ids[i] = level.ID
	}
	return ids
}

// betweenCodes says whether a character stands between the codes of a list, as
// people write lists.
func betweenCodes(c rune) bool {
	return unicode.IsSpace(c) || strings.ContainsRune(";；,，、", c)
}

// listed cleans a list of codes of units of the level, such as predecessors,
// with spaces, commas or semicolons between them. Nothing but zeros means none.
func (c *codes) listed(r *record, field, raw string, level city.Level) []string {
	var codes []string
	for _, one := range strings.FieldsFunc(raw, betweenCodes) {
		if none.MatchString(one) {
			continue
		}
		if code, ok := c.read(r, field, one, c.levels(level)...); ok && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes
}
