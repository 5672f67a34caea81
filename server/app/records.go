package app

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/store"
)

// This file is the form in which things are kept. A field once written keeps its
// name and meaning; a new one must be right when it is absent.

// cityBody is a city's one document. What is in force is what it lists: to
// publish anything is to append to Editions, in one write.
type cityBody struct {
	Code     string    `json:"code"`
	NameZH   string    `json:"name_zh"`
	NameEN   string    `json:"name_en,omitempty"`
	Profile  string    `json:"profile"` // id of the profile document in force
	Editions []edition `json:"editions"`
}

// edition is a set of units or terms that came into force together (版次).
type edition struct {
	ID        string `json:"id"`
	Kind      string `json:"kind"`
	Published string `json:"published"`
	Count     int    `json:"count"`
	Source    Source `json:"source"`
}

const (
	unitsEdition = "units"
	seatsEdition = "seats"
)

// Source says where an import came from.
type Source struct {
	Name   string `json:"name"`             // of the file
	SHA256 string `json:"sha256,omitempty"` // of its bytes, in hex
}

type profileBody struct {
	YAML      string `json:"yaml"` // as it was imported
	Published string `json:"published"`
	Source    Source `json:"source"`
}

type unitBody struct {
	Edition   string       `json:"edition"`
	Code      string       `json:"code"`
	Level     string       `json:"level"`
	NameZH    string       `json:"name_zh"`
	NameEN    string       `json:"name_en,omitempty"`
	Parent    string       `json:"parent,omitempty"`
	GridCode  string       `json:"grid_code,omitempty"`
	Shape     coordinates  `json:"shape,omitempty"`
	Declared  declaredBody `json:"declared,omitzero"`
	Generated bool         `json:"generated,omitempty"`
}

// declaredBody keeps the ground as it was given. Shape is left out where it is
// the unit's own: WGS84, and nothing to repair.
type declaredBody struct {
	CRS    string         `json:"crs,omitempty"`
	Shape  coordinates    `json:"shape,omitempty"`
	Lines  [][][2]float64 `json:"lines,omitempty"`
	WidthM float64        `json:"width_m,omitempty"`
}

// coordinates are a GeoJSON MultiPolygon's.
type coordinates [][][][2]float64

type seatBody struct {
	Unit  string     `json:"unit"`
	Post  string     `json:"post"`
	Terms []termBody `json:"terms"`
}

type termBody struct {
	Edition   string `json:"edition"`
	Person    string `json:"person"`
	Name      string `json:"name"`
	From      string `json:"from"`
	Until     string `json:"until,omitempty"`
	Document  string `json:"document,omitempty"`
	Deputy    bool   `json:"deputy,omitempty"`
	Generated bool   `json:"generated,omitempty"`
}

func unitBodyOf(u territory.Unit, edition string) unitBody {
	b := unitBody{
		Edition: edition, Code: u.Code, Level: u.Level, NameZH: u.Names.ZH, NameEN: u.Names.EN,
		Parent: u.Parent, GridCode: u.GridCode, Shape: coordinatesOf(u.Shape), Generated: u.Generated,
		Declared: declaredBody{CRS: string(u.Declared.Datum), WidthM: u.Declared.WidthM},
	}
	if u.Declared.Datum != geo.WGS84 || !u.Declared.Shape.Equal(u.Shape) {
		b.Declared.Shape = coordinatesOf(u.Declared.Shape)
	}
	for _, l := range u.Declared.Lines {
		b.Declared.Lines = append(b.Declared.Lines, pairs(l))
	}
	return b
}

func (b unitBody) unit() territory.Unit {
	u := territory.Unit{
		Code: b.Code, Level: b.Level, Names: city.Names{ZH: b.NameZH, EN: b.NameEN}, Parent: b.Parent,
		GridCode: b.GridCode, Shape: b.Shape.shape(), Generated: b.Generated,
		Declared: territory.Declared{Datum: geo.Datum(b.Declared.CRS), Shape: b.Declared.Shape.shape(), WidthM: b.Declared.WidthM},
	}
	for _, l := range b.Declared.Lines {
		u.Declared.Lines = append(u.Declared.Lines, points(l))
	}
	if u.Declared.Datum == geo.WGS84 && u.Declared.Shape == nil && u.Declared.Lines == nil {
		u.Declared.Shape = u.Shape
	}
	return u
}

// seat returns the seat as the published editions have it, order giving each its
// place from 1 up. Where two tell of the same term, the later is right.
func (b seatBody) seat(order map[string]int) (territory.Seat, error) {
	latest := map[termKey]termBody{}
	for _, t := range b.Terms {
		known, ok := latest[t.key()]
		if order[t.Edition] > 0 && (!ok || order[t.Edition] > order[known.Edition]) {
			latest[t.key()] = t
		}
	}
	s := territory.Seat{Unit: b.Unit, Post: b.Post}
	for _, t := range latest {
		term, err := t.term()
		if err != nil {
			return s, err
		}
		s.Terms = append(s.Terms, term)
	}
	slices.SortFunc(s.Terms, territory.CompareTerms)
	return s, nil
}

// termKey tells terms of one seat apart: the same person may come back later, or
// step up from deputy.
type termKey struct {
	person, from string
	deputy       bool
}

func (b termBody) key() termKey { return termKey{b.Person, b.From, b.Deputy} }

func (b termBody) term() (territory.Term, error) {
	from, err := parseInstant(b.From)
	if err != nil {
		return territory.Term{}, err
	}
	until, err := parseInstant(b.Until)
	return territory.Term{
		Person: b.Person, Name: b.Name, From: from, Until: until,
		Document: b.Document, Deputy: b.Deputy, Generated: b.Generated,
	}, err
}

func termBodyOf(t territory.Term, edition string) termBody {
	return termBody{
		Edition: edition, Person: t.Person, Name: t.Name, From: formatInstant(t.From), Until: formatInstant(t.Until),
		Document: t.Document, Deputy: t.Deputy, Generated: t.Generated,
	}
}

func coordinatesOf(s geo.Shape) coordinates {
	if len(s) == 0 {
		return nil
	}
	c := make(coordinates, len(s))
	for i, polygon := range s {
		c[i] = make([][][2]float64, len(polygon))
		for k, ring := range polygon {
			c[i][k] = pairs(ring)
		}
	}
	return c
}

func pairs[P ~[]geo.Point](points P) [][2]float64 {
	out := make([][2]float64, len(points))
	for i, p := range points {
		out[i] = [2]float64{p.Lng, p.Lat}
	}
	return out
}

func points(pairs [][2]float64) []geo.Point {
	out := make([]geo.Point, len(pairs))
	for i, p := range pairs {
		out[i] = geo.Point{Lng: p[0], Lat: p[1]}
	}
	return out
}

func (c coordinates) shape() geo.Shape {
	if len(c) == 0 {
		return nil
	}
	s := make(geo.Shape, len(c))
	for i, polygon := range c {
		s[i] = make(geo.Polygon, len(polygon))
		for k, ring := range polygon {
			s[i][k] = points(ring)
		}
	}
	return s
}

// instantLayout has a fixed width, so that instants sort as text.
const instantLayout = "2006-01-02T15:04:05.000Z"

// formatInstant writes the zero time, which is no instant, as nothing.
func formatInstant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(instantLayout)
}

// parseInstant reads what formatInstant wrote.
func parseInstant(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	return time.Parse(instantLayout, text)
}

func decode[T any](d store.Document) (T, error) {
	var body T
	err := json.Unmarshal(d.Body, &body)
	return body, err
}

func encode(body any) []byte {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err) // bodies hold nothing that JSON cannot
	}
	return text
}

// cityRecord is a city's document; version 0 where there is none yet.
type cityRecord struct {
	city    cityBody
	version int64
}

func (a *App) readCity(ctx context.Context, code string) (cityRecord, error) {
	d, err := a.store.Get(ctx, store.Cities, store.Installation, code)
	if errors.Is(err, store.ErrMissing) {
		return cityRecord{city: cityBody{Code: code}}, nil
	}
	if err != nil {
		return cityRecord{}, err
	}
	body, err := decode[cityBody](d)
	return cityRecord{body, d.Version}, err
}

func (a *App) writeCity(ctx context.Context, r cityRecord) error {
	d := store.Document{Collection: store.Cities, City: store.Installation, ID: r.city.Code, Version: r.version, Body: encode(r.city)}
	if r.version == 0 {
		return a.store.Insert(ctx, d)
	}
	_, err := a.store.Replace(ctx, d)
	return err
}
