package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"time"

	"sizhang/geo"
	"sizhang/server/demo"
)

const cityPath = "/api/v1/cities/" + demo.Code

// repeated is how often what is reported was reported by somebody else just before.
const repeated = 0.05

// report is somebody who reports something, new or not.
func (m *matter) report(ctx context.Context) error {
	what := m.something(m.rng)
	if m.again = m.rng.Float64() < repeated; m.again {
		what = m.something(m.chances(m.serial - 1))
	}
	switch chance := m.rng.Float64(); {
	case chance < 0.30:
		return m.byCitizen(ctx, what)
	case chance < 0.45:
		return m.byHotline(ctx, what)
	case chance < 0.50:
		return m.byStaff(ctx, m.overseer, "supervision", what)
	case chance < 0.60:
		return m.byStaff(ctx, m.cadre, "head", what)
	}
	return m.byStaff(ctx, m.patrol, "patrol", what)
}

// something is a matter of some category somewhere in the city, as the chances have it.
func (t *town) something(chances *rand.Rand) map[string]any {
	grid := t.grids[chances.IntN(len(t.grids))]
	box := grid.Shape.Box()
	inner, _ := grid.Shape.Inner()
	at := rounded(inner)
	for range 50 {
		p := rounded(geo.Point{Lng: box.Min.Lng + chances.Float64()*(box.Max.Lng-box.Min.Lng), Lat: box.Min.Lat + chances.Float64()*(box.Max.Lat-box.Min.Lat)})
		if grid.Shape.Contains(p) {
			at = p
			break
		}
	}
	return map[string]any{
		"category": t.categories[chances.IntN(len(t.categories))], "text": fmt.Sprintf("%s门前，请处理", grid.Names.ZH), "crs": "wgs84",
		"lng": at.Lng, "lat": at.Lat, "accuracy_m": 5 + chances.IntN(10),
	}
}

// rounded is a position as phones send it, to a tenth of a metre.
func rounded(p geo.Point) geo.Point {
	return geo.Point{Lng: math.Round(p.Lng*1e6) / 1e6, Lat: math.Round(p.Lat*1e6) / 1e6}
}

// uuid makes an id of the year's own chances.
func (m *matter) uuid() string {
	a, b := m.rng.Uint64(), m.rng.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>52, b&0xffffffffffff)
}

func (m *matter) byStaff(ctx context.Context, who *caller, source string, what map[string]any) error {
	what["id"], what["source"] = m.uuid(), source
	what["photos"] = []map[string]string{m.before()}
	if m.rng.Float64() < 0.04 {
		what["fixed"] = true
		what["photos"] = []map[string]string{m.before(), m.afterwards()}
	}
	m.count(nil, "")
	var card struct{ ID string }
	if err := who.call(ctx, http.MethodPost, cityPath+"/issues", what, &card); err != nil {
		return err
	}
	return m.took(card.ID, nil)
}

func (m *matter) byHotline(ctx context.Context, what map[string]any) error {
	what["outside"], what["name"], what["phone"] = "YS"+m.uuid()[:13], "市民", "13800000000"
	m.count(nil, "")
	var order struct{ ID string }
	if err := m.hotline.call(ctx, http.MethodPost, cityPath+"/orders", what, &order); err != nil {
		return err
	}
	return m.took(order.ID, &receipt{outside: what["outside"].(string)})
}

// receipt is how a reporter answers for the outcome.
type receipt struct {
	outside string // number of a hotline's order
	// number, key and network are a citizen's.
	number, key, network string
}

func (m *matter) byCitizen(ctx context.Context, what map[string]any) error {
	id := m.uuid()
	key := m.uuid() + m.uuid()
	what["id"], what["key"], what["name"] = id, key, "市民"
	media, body, err := m.form(what)
	if err != nil {
		return err
	}
	r := &receipt{key: key, network: fmt.Sprintf("10.%d.%d.%d", m.rng.IntN(256), m.rng.IntN(256), m.rng.IntN(256))}
	var answer struct{ Number string }
	m.count(nil, "")
	if err := m.citizen.send(ctx, http.MethodPost, cityPath+"/reports", media, body, http.Header{"X-Network": {r.network}}, &answer); err != nil {
		return err
	}
	r.number = answer.Number
	return m.took(id, r)
}

// took notes that a report was acknowledged, and has people look at it.
func (m *matter) took(id string, by *receipt) error {
	m.id, m.by = id, by
	if !m.acknowledged(id) {
		return fmt.Errorf("the id %s was given twice", id)
	}
	m.after(5*time.Minute, 20*time.Minute, m.look)
	return nil
}
