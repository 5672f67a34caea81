package report

import (
	"encoding/json"

	"sizhang/domain/city"
	"sizhang/domain/diff"
	"sizhang/domain/territory"
	"sizhang/geo"
)

// DiffGeoJSON writes the places of what a draft changes as a FeatureCollection:
// the ground that changes hands, units of overlapping levels whose ground
// changes, and, as points, finer units, open issues and spots that change hands. The
// property “kind” is transfer, unit, move, issues or spot. A member left_out counts what the lists
// do not hold; a place that could not be cut out is null.
func DiffGeoJSON(c *diff.Changes) ([]byte, error) {
	f := &features{dst: []byte(`{"type":"FeatureCollection","features":[`)}
	left := c.Moves.Left() + c.Issues.Moves.Left() + c.Spots.Left() + c.Units.Left()
	for _, l := range c.Levels {
		left += l.Transfers.Left()
		for _, t := range l.Transfers.Items {
			f.add(geo.AppendShape(nil, t.Place), between("transfer", l.Level.ID, t.From, t.To), map[string]any{"m2": centi(t.M2), "cells": t.Cells.Total})
		}
	}
	for _, u := range c.Units.Items {
		if u.GainedM2+u.LostM2 > 0 && overlapping(c, u.Unit().Level) {
			f.add(geo.AppendShape(nil, u.Unit().Shape), map[string]any{
				"kind": "unit", "change": u.Kind, "level": u.Unit().Level, "unit": u.Unit().Code, "name": u.Unit().Names.ZH,
				"gained_m2": centi(u.GainedM2), "lost_m2": centi(u.LostM2),
			})
		}
	}
	for _, m := range c.Moves.Items {
		f.add(geo.AppendPoint(nil, m.At), between("move", m.Level.ID, m.From, m.To),
			map[string]any{"unit": m.Unit.Code, "name": m.Unit.Names.ZH, "unit_level": m.Unit.Level})
	}
	f.issues(c)
	for _, s := range c.Spots.Items {
		body := diffSpot(s)
		f.add(geo.AppendPoint(nil, s.Point), map[string]any{
			"kind": "spot", "id": s.ID, "spot_kind": s.Kind, "owners": body.Owners, "before": body.Before, "after": body.After,
		})
	}
	f.dst = append(f.dst, ']')
	if left > 0 {
		f.dst = append(f.dst, `,"left_out":`...)
		f.write(left)
	}
	return append(f.dst, '}'), f.err
}

func overlapping(c *diff.Changes, level string) bool {
	for _, s := range []diff.State{c.After, c.Before} {
		if l, _, known := s.Profile.Level(level); known {
			return l.Form == city.Overlapping
		}
	}
	return false
}

// between are the properties of what passes from one unit to another; null is
// nobody.
func between(kind, level string, from, to *territory.Unit) map[string]any {
	properties := map[string]any{"kind": kind, "level": level, "from": nil, "to": nil}
	if from != nil {
		properties["from"], properties["from_name"] = from.Code, from.Names.ZH
	}
	if to != nil {
		properties["to"], properties["to_name"] = to.Code, to.Names.ZH
	}
	return properties
}

// features writes features one after another.
type features struct {
	dst []byte
	any bool
	err error
}

// add writes a feature with all of the properties, by name.
func (f *features) add(geometry []byte, properties ...map[string]any) {
	all := map[string]any{}
	for _, some := range properties {
		for name, value := range some {
			all[name] = value
		}
	}
	if f.any {
		f.dst = append(f.dst, ',')
	}
	f.any = true
	f.dst = append(f.dst, `{"type":"Feature","properties":`...)
	f.write(all)
	f.dst = append(f.dst, `,"geometry":`...)
	f.dst = append(append(f.dst, geometry...), '}')
}

func (f *features) write(value any) {
	text, err := json.Marshal(value)
	if err != nil && f.err == nil {
		f.err = err
	}
	f.dst = append(f.dst, text...)
}
