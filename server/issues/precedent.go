package issues

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/geo/hex"
	"sizhang/server/store"
)

// precedentResolution is that of the cells that a decision is remembered for: some 19 m
// across.
const precedentResolution = 12

// precedentBody is what was decided about the place of a cell (先例), by the cell's id.
// The latest decision stands.
type precedentBody struct {
	Cell     string `json:"cell"`
	Unit     string `json:"unit"`
	At       string `json:"at"`
	By       byBody `json:"by,omitzero"`
	Issue    string `json:"issue"`
	Seq      int    `json:"seq"` // of the issue's event
	Document string `json:"document,omitempty"`
}

// propose marks the candidate that the place, or the nearest one around it, was given
// to before, and puts it first (先例优先).
func (s *Issues) propose(ctx context.Context, city string, place geo.Point, candidates []issue.Candidate) error {
	cell, err := hex.At(place, precedentResolution)
	if err != nil {
		return nil // beyond what cells cover, there are no precedents
	}
	around := cell.Disk(1)
	slices.SortFunc(around, func(a, b hex.Cell) int {
		return cmp.Or(cmp.Compare(farFrom(place, a, cell), farFrom(place, b, cell)), cmp.Compare(a, b))
	})
	for _, c := range around {
		d, err := s.store.Get(ctx, store.Precedents, city, c.String())
		if errors.Is(err, store.ErrMissing) {
			continue
		}
		if err != nil {
			return err
		}
		var was precedentBody
		if err := json.Unmarshal(d.Body, &was); err != nil {
			return fmt.Errorf("the precedent %s/%s cannot be read: %w", city, d.ID, err)
		}
		k := slices.IndexFunc(candidates, func(o issue.Candidate) bool { return o.Unit == was.Unit })
		if k < 0 {
			continue // that unit no longer has a border here
		}
		candidates[k].Precedent = true
		first := candidates[k]
		copy(candidates[1:k+1], candidates[:k])
		candidates[0] = first
		return nil
	}
	return nil
}

// farFrom says how far a cell is from a place; the place's own cell is nearest.
func farFrom(place geo.Point, c, own hex.Cell) float64 {
	if c == own {
		return -1
	}
	return geo.Distance(place, c.Centre())
}

// remember keeps the latest decision about the issue's place. It may be called again
// and by several servers: what is there already, or was decided later, stays.
func (s *Issues) remember(ctx context.Context, i *issue.Issue) error {
	b, known := precedentOf(i)
	if !known {
		return nil
	}
	for {
		d, err := s.store.Get(ctx, store.Precedents, i.City, b.Cell)
		missing := errors.Is(err, store.ErrMissing)
		if err != nil && !missing {
			return err
		}
		if !missing {
			var was precedentBody
			if err := json.Unmarshal(d.Body, &was); err == nil && was.At >= b.At {
				return nil
			}
		}
		d.Collection, d.City, d.ID = store.Precedents, i.City, b.Cell
		if d.Body, err = json.Marshal(b); err != nil {
			return err
		}
		if missing {
			err = s.store.Insert(ctx, d)
		} else {
			_, err = s.store.Replace(ctx, d)
		}
		if !overtaken(err) {
			return err
		}
	}
}

// precedentOf returns what the issue's latest arbitration says of its place.
func precedentOf(i *issue.Issue) (precedentBody, bool) {
	for k := len(i.History) - 1; k >= 0; k-- {
		e := &i.History[k]
		if e.Action != issue.Arbitrate {
			continue
		}
		cell, err := hex.At(i.Place.Point, precedentResolution)
		return precedentBody{
			Cell: cell.String(), Unit: e.With[issue.WithUnit], At: store.FormatInstant(e.At), By: byBody(e.By),
			Issue: i.ID, Seq: e.Seq, Document: e.With[issue.WithDocument],
		}, err == nil
	}
	return precedentBody{}, false
}

// overtaken says that somebody else wrote the document first.
func overtaken(err error) bool {
	return errors.Is(err, store.ErrStale) || errors.Is(err, store.ErrExists)
}
