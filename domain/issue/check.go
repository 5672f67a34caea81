package issue

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/geo"
)

// Bounds of what a report or a command may bring, in characters and pieces.
const (
	MaxText     = 4000
	MaxAddress  = 500
	MaxPhotos   = 20
	MaxBodies   = 50
	maxAccuracy = 5000 // metres
)

// check wants what the row demands, and nothing too large.
func (i *Issue) check(row *Transition, c *Command, w *World) error {
	if err := checkTexts(map[string]string{"reason": c.Reason, "document": c.Document}); err != nil {
		return err
	}
	if err := checkPhotos(c.Photos); err != nil {
		return err
	}
	if c.By.Kind == BySystem {
		return nil
	}
	if err := unwanted(row, c); err != nil {
		return err
	}
	for _, d := range row.Demands {
		if err := i.demand(d, row, c, w); err != nil {
			return err
		}
	}
	return nil
}

func (i *Issue) demand(d Demand, row *Transition, c *Command, w *World) error {
	switch d {
	case WantReason:
		if strings.TrimSpace(c.Reason) == "" && !(row.Action == Comment && len(c.Photos) > 0) {
			return fault.New(fault.ReasonMissing, "reason", nil)
		}
	case WantBefore:
		return wantPhotos(append(i.photosOf(Before), c.Photos...), Before, 1)
	case WantAfter:
		least := w.photosFinish()
		if row.Action == Fix {
			least = max(1, least)
		}
		return wantPhotos(i.fresh(c.Photos), After, least)
	case WantSpot:
		return i.onTheSpot(row, c, w)
	case WantInto:
		if c.Into == "" {
			return fault.New(fault.ValueMissing, "into", nil)
		}
	case WantUnit:
		if c.Unit == "" {
			return fault.New(fault.ValueMissing, "unit", nil)
		}
	case WantBody:
		if c.Body == "" {
			return fault.New(fault.ValueMissing, "body", nil)
		}
	case WantUntil:
		if c.Until.IsZero() {
			return fault.New(fault.ValueMissing, "until", nil)
		}
	case WantBodies:
		if len(c.Bodies) == 0 || len(c.Bodies) > MaxBodies {
			return fault.New(fault.BodiesMissing, "bodies", nil)
		}
	case WantChange:
		if c.Category == "" && c.Condition == "" && c.Place == nil {
			return fault.New(fault.ValueMissing, "category", nil)
		}
	}
	return nil
}

// onTheSpot wants whoever acts to stand near the place: within what the rules say,
// the accuracy of both positions apart.
func (i *Issue) onTheSpot(row *Transition, c *Command, w *World) error {
	within := w.Rules.CheckWithinM
	if within <= 0 {
		if row.Action != Arrive {
			return nil
		}
		within = math.Inf(1)
	}
	if c.At == nil {
		return fault.New(fault.PositionMissing, "position", nil)
	}
	if err := checkAccuracy("accuracy_m", c.AccuracyM); err != nil {
		return err
	}
	// A position that is known badly proves little: beyond as far again nothing is made
	// of it, whatever the phone says.
	slack := min(c.AccuracyM, within) + min(i.Place.AccuracyM, within)
	if m := geo.Distance(*c.At, i.Place.Point); m > within+slack {
		return fault.New(fault.TooFar, "position", fault.With{"metres": math.Round(m), "max": within})
	}
	return nil
}

func (i *Issue) photosOf(kind PhotoKind) []Photo {
	var list []Photo
	for _, p := range i.Photos {
		if p.Kind == kind {
			list = append(list, p)
		}
	}
	return list
}

// fresh leaves out photos that the issue has already, or that are given twice: what it
// looked like before is no proof of how it looks now.
func (i *Issue) fresh(photos []Photo) []Photo {
	var list []Photo
	for k, p := range photos {
		same := func(known Photo) bool { return known.ID == p.ID }
		if !slices.ContainsFunc(i.Photos, same) && !slices.ContainsFunc(photos[:k], same) {
			list = append(list, p)
		}
	}
	return list
}

// wantPhotos counts different photos of a kind.
func wantPhotos(given []Photo, kind PhotoKind, least int) error {
	ids := map[string]bool{}
	for _, p := range given {
		if kind == "" || p.Kind == kind {
			ids[p.ID] = true
		}
	}
	n := len(ids)
	if n < least {
		return fault.New(fault.PhotosTooFew, "photos", fault.With{"kind": fault.Names{kind.name()}, "min": least, "given": n})
	}
	return nil
}

func checkPhotos(photos []Photo) error {
	if len(photos) > MaxPhotos {
		return fault.New(fault.PhotosTooMany, "photos", fault.With{"max": MaxPhotos})
	}
	for k, p := range photos {
		known := false
		var kinds fault.Names
		for _, kind := range PhotoKinds {
			known = known || kind == p.Kind
			kinds = append(kinds, kind.name())
		}
		if !known {
			return fault.New(fault.PhotoKindUnknown, fmt.Sprintf("photos[%d].kind", k), fault.With{"kind": p.Kind, "known": kinds})
		}
	}
	return nil
}

func checkTexts(texts map[string]string) error {
	for _, field := range []string{"text", "address", "reason", "document", "name", "contact"} {
		most := MaxText
		if field != "text" && field != "reason" {
			most = MaxAddress
		}
		if utf8.RuneCountInString(texts[field]) > most {
			return fault.New(fault.TextTooLong, field, fault.With{"limit": most})
		}
	}
	return nil
}

func checkAccuracy(field string, metres float64) error {
	if !(metres >= 0 && metres <= maxAccuracy) {
		return fault.New(fault.AccuracyInvalid, field, fault.With{"metres": metres, "max": maxAccuracy})
	}
	return nil
}

// photosFinish is how many photos a finished issue must have.
func (w *World) photosFinish() int {
	if w.Category == nil {
		return w.Rules.PhotosFinish
	}
	return demanded(w.Category.PhotosFinish, w.Rules.PhotosFinish)
}

// demanded is what a category says of photos, or else the city's rules.
func demanded(own, rules int) int {
	switch {
	case own < 0:
		return 0
	case own > 0:
		return own
	}
	return rules
}

func position(p geo.Point) string {
	return strconv.FormatFloat(p.Lng, 'f', -1, 64) + "," + strconv.FormatFloat(p.Lat, 'f', -1, 64)
}

func metresText(m float64) string { return strconv.Itoa(int(math.Round(m))) }

func instantText(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// localText is an instant by the clocks of the city, for a refusal; a dash for none.
func localText(t time.Time) string {
	if t.IsZero() {
		return "—"
	}
	return t.In(city.China).Format(time.RFC3339)
}
