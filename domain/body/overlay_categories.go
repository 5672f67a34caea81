package body

import (
	"cmp"
	"slices"

	"sizhang/domain/city"
	"sizhang/domain/clock"
	"sizhang/domain/overlay"
)

// OverlayCategories lays imported categories over those in force. A category is
// known by its code and keeps what the import does not carry; overlay.Clear, and
// ClearPhotos, take a value away. Conditions that an import carries take the place
// of all that stood; each keeps the texts and the limit that the import does not
// carry for its code. One condition with the code overlay.Clear takes all away.
func OverlayCategories(inForce, imported []Category) overlay.Overlaid[Category] {
	return overlay.Lay(inForce, imported, Category.key, laidOver, Category.Equal)
}

func (c Category) key() string { return c.Code }

// laidOver returns the imported category as it is over the one that it replaces.
func laidOver(old, c Category) Category {
	c.Names.EN = cmp.Or(c.Names.EN, old.Names.EN)
	c.Parent = overlay.Carried(old.Parent, c.Parent)
	c.Kind = CategoryKind(overlay.Carried(string(old.Kind), string(c.Kind)))
	c.Department = overlay.Carried(old.Department, c.Department)
	c.Supervisor = overlay.Carried(old.Supervisor, c.Supervisor)
	c.Hands = city.Hands(overlay.Carried(string(old.Hands), string(c.Hands)))
	c.PhotosReport = carriedPhotos(old.PhotosReport, c.PhotosReport)
	c.PhotosFinish = carriedPhotos(old.PhotosFinish, c.PhotosFinish)
	c.Conditions = carriedConditions(old.Conditions, c.Conditions)
	return c
}

func carriedPhotos(old, newer int) int {
	switch newer {
	case 0:
		return old
	case ClearPhotos:
		return 0
	}
	return newer
}

func carriedConditions(old, newer []Condition) []Condition {
	switch {
	case len(newer) == 0:
		return old
	case len(newer) == 1 && newer[0].Code == overlay.Clear:
		return nil
	}
	carried := slices.Clone(newer)
	for i := range carried {
		c := &carried[i]
		var was Condition
		if k := conditionAt(old, c.Code); k >= 0 {
			was = old[k]
		}
		c.Filing, c.Closing = overlay.Carried(was.Filing, c.Filing), overlay.Carried(was.Closing, c.Closing)
		switch {
		case c.Limit == clock.Limit{}:
			c.Limit = was.Limit
		case c.Limit == ClearLimit:
			c.Limit = clock.Limit{}
		}
	}
	return carried
}

// ClearLimit is what an import carries for a limit that is to be none from then on.
var ClearLimit = clock.Limit{Kind: overlay.Clear}

// conditionAt returns where the condition with the code stands; -1 for nowhere.
func conditionAt(list []Condition, code string) int {
	return slices.IndexFunc(list, func(c Condition) bool { return c.Code == code })
}

// RebaseCategory makes the change that was made to a category, which others have
// changed since, to the category as it stands, field by field and condition by
// condition.
func RebaseCategory(was, changed, stands Category) Category {
	return Category{
		Code:         changed.Code,
		Names:        rebaseNames(was.Names, changed.Names, stands.Names),
		Parent:       overlay.Changed(was.Parent, changed.Parent, stands.Parent),
		Kind:         overlay.Changed(was.Kind, changed.Kind, stands.Kind),
		Department:   overlay.Changed(was.Department, changed.Department, stands.Department),
		Supervisor:   overlay.Changed(was.Supervisor, changed.Supervisor, stands.Supervisor),
		Hands:        overlay.Changed(was.Hands, changed.Hands, stands.Hands),
		PhotosReport: overlay.Changed(was.PhotosReport, changed.PhotosReport, stands.PhotosReport),
		PhotosFinish: overlay.Changed(was.PhotosFinish, changed.PhotosFinish, stands.PhotosFinish),
		Conditions:   rebaseConditions(was.Conditions, changed.Conditions, stands.Conditions),
	}
}

// rebaseConditions keeps the order of the change, and behind it what others added.
// What others took away is gone unless the change is about it.
func rebaseConditions(was, changed, stands []Condition) []Condition {
	if slices.Equal(was, changed) {
		return stands
	}
	var list []Condition
	for _, c := range changed {
		before, now := conditionAt(was, c.Code), conditionAt(stands, c.Code)
		switch {
		case before >= 0 && now >= 0:
			c = rebaseCondition(was[before], c, stands[now])
		case before >= 0 && was[before] == c:
			continue
		}
		list = append(list, c)
	}
	for _, c := range stands {
		if conditionAt(was, c.Code) < 0 && conditionAt(changed, c.Code) < 0 {
			list = append(list, c)
		}
	}
	return list
}

func rebaseCondition(was, changed, stands Condition) Condition {
	return Condition{
		Code:    changed.Code,
		Filing:  overlay.Changed(was.Filing, changed.Filing, stands.Filing),
		Closing: overlay.Changed(was.Closing, changed.Closing, stands.Closing),
		Limit:   overlay.Changed(was.Limit, changed.Limit, stands.Limit),
	}
}
