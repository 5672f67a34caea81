package hook

import (
	"slices"

	"sizhang/domain/issue"
	"sizhang/server/app"
)

// maxDepth is more than any tree of categories has.
const maxDepth = 64

// fits says whether the events of the issue are wanted at all, whatever they are.
func (f *Filter) fits(i *issue.Issue, city *app.City) bool {
	if len(f.Sources) > 0 && !slices.Contains(f.Sources, i.Source) {
		return false
	}
	if f.Unit != "" && !slices.Contains(i.Routing.Units, f.Unit) {
		return false
	}
	return len(f.Categories) == 0 || f.below(i.Category, city)
}

// below says whether the category, or one above it, is wanted.
func (f *Filter) below(category string, city *app.City) bool {
	for range maxDepth {
		if slices.Contains(f.Categories, category) {
			return true
		}
		if city == nil || category == "" {
			return false
		}
		c, known := city.Bodies.Category(category)
		if !known {
			return false
		}
		category = c.Parent
	}
	return false
}

// wanted returns the events of the issue that the webhook is to be told of, in order:
// none that happened before it was made.
func (h *Hook) wanted(i *issue.Issue, city *app.City) []*issue.Event {
	if !h.Filter.fits(i, city) {
		return nil
	}
	var events []*issue.Event
	for n := range i.History {
		e := &i.History[n]
		if !e.At.Before(h.Created) && (len(h.Filter.Actions) == 0 || slices.Contains(h.Filter.Actions, e.Action)) {
			events = append(events, e)
		}
	}
	return events
}
