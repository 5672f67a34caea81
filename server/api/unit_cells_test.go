package api

import (
	"slices"
	"testing"

	"sizhang/geo"
	"sizhang/geo/geotest"
	"sizhang/geo/hex"
)

// The cells of a square grid, against every cell nearby tried one by one.
func TestCellsOfAUnit(t *testing.T) {
	geotest.Reckons(t)
	s := fixtureServer(t)
	const res = 10
	shape := square(116.40, 39.90, 116.41, 39.91)
	centre, err := hex.At(geo.Point{Lng: 116.405, Lat: 39.905}, res)
	if err != nil {
		t.Fatal(err)
	}
	var touching, partly []string
	for _, c := range centre.Disk(20) {
		outline := c.Boundary()
		inside := 0
		for _, p := range outline[1:] {
			if shape.Contains(p) {
				inside++
			}
		}
		cornerInCell := slices.ContainsFunc(shape[0][0], geo.Shape{{outline}}.Contains)
		if inside > 0 || cornerInCell {
			touching = append(touching, c.String())
			if inside < len(outline)-1 {
				partly = append(partly, c.String())
			}
		}
	}
	slices.Sort(touching)
	slices.Sort(partly)
	whole := decode(t, ask(s, "GET", "/api/v1/units/"+southCode+"/cells?res=10", nil, ""))
	cells, border := cellTexts(pick(whole, "cells")), cellTexts(pick(whole, "border"))
	if !slices.Equal(cells, touching) || !slices.Equal(border, partly) || pick(whole, "count") != float64(len(touching)) {
		t.Errorf("%d cells and %d at the border, want %d and %d", len(cells), len(border), len(touching), len(partly))
	}

	compact := decode(t, ask(s, "GET", "/api/v1/units/"+southCode+"/cells?res=10&compact=true", nil, ""))
	merged := cellTexts(pick(compact, "cells"))
	if len(merged) >= len(cells) || pick(compact, "count") != float64(len(cells)) || !slices.Equal(cellTexts(pick(compact, "border")), partly) {
		t.Errorf("%d cells became %d", len(cells), len(merged))
	}
	var expanded []string
	for _, text := range merged {
		expanded = append(expanded, below(t, text, res)...)
	}
	slices.Sort(expanded)
	if !slices.Equal(expanded, cells) {
		t.Errorf("merged cells stand for %d, want %d", len(expanded), len(cells))
	}
}

// below returns the cells of a resolution under a cell.
func below(t *testing.T, text string, res int) []string {
	c, err := hex.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if c.Resolution() == res {
		return []string{text}
	}
	var all []string
	for digit := range 7 {
		all = append(all, below(t, c.Child(digit).String(), res)...)
	}
	return all
}

func cellTexts(list any) []string {
	var out []string
	for _, item := range list.([]any) {
		out = append(out, item.(string))
	}
	return out
}
