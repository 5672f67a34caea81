package app

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"sizhang/domain/territory"
	"sizhang/server/store"
)

// A city as it was written before there were versions, document by document.
var legacy = []struct{ collection, city, id, body string }{
	{store.Cities, store.Installation, code, `{
		"code": "110101", "name_zh": "测试城", "name_en": "Testville", "profile": "p2",
		"editions": [
			{"id": "u1", "kind": "units", "published": "2025-03-01T08:00:00.000Z", "count": 2, "source": {"name": "a.csv"}},
			{"id": "s1", "kind": "seats", "published": "2025-03-02T08:00:00.000Z", "count": 1, "source": {"name": "b.csv"}},
			{"id": "u2", "kind": "units", "published": "2025-06-01T08:00:00.000Z", "count": 2, "source": {"name": "c.csv", "sha256": "00"}}
		]}`},
	{store.Profiles, code, "p1", `{"yaml": "name: {zh: 旧}", "published": "2025-02-01T08:00:00.000Z", "source": {"name": "old.yaml"}}`},
	{store.Profiles, code, "p2", `{"yaml": PROFILE, "published": "2025-05-01T08:00:00.000Z", "source": {"name": "profile.yaml"}}`},
	{store.Units, code, "u1/T", `{"edition": "u1", "code": "T", "level": "town", "name_zh": "镇"}`},
	{store.Units, code, "u1/G000", `{"edition": "u1", "code": "G000", "level": "grid", "name_zh": "旧名", "parent": "T"}`},
	{store.Units, code, "u2/G000", `{"edition": "u2", "code": "G000", "level": "grid", "name_zh": "新名", "parent": "T",
		"shape": [[[[116, 39], [116.01, 39], [116.01, 39.01], [116, 39.01], [116, 39]]]], "declared": {"crs": "wgs84"}}`},
	{store.Units, code, "u2/G001", `{"edition": "u2", "code": "G001", "level": "grid", "name_zh": "后来", "parent": "T"}`},
	{store.Units, code, "u9/G009", `{"edition": "u9", "code": "G009", "level": "grid", "name_zh": "未发布", "parent": "T"}`},
	{store.Seats, code, "G000/head", `{"unit": "G000", "post": "head", "terms": [
		{"edition": "s1", "person": "p", "name": "甲", "from": "2024-01-01T00:00:00.000Z"},
		{"edition": "s9", "person": "q", "name": "未发布", "from": "2024-02-01T00:00:00.000Z"}]}`},
}

func legacyStore(t *testing.T) store.Store {
	t.Helper()
	st := open(t)
	yaml, err := json.Marshal(profileYAML)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range legacy {
		body := strings.Replace(d.body, "PROFILE", string(yaml), 1)
		if err := st.Insert(t.Context(), store.Document{Collection: d.collection, City: d.city, ID: d.id, Body: []byte(body)}); err != nil {
			t.Fatal(err)
		}
	}
	return st
}

func TestACityFromBeforeVersions(t *testing.T) {
	st := legacyStore(t)
	a := New(st, Options{})
	if err := a.Load(t.Context(), Silent); err != nil {
		t.Fatal(err)
	}
	c := refresh(t, a)
	spring, summer := time.Date(2025, 3, 1, 8, 0, 0, 0, time.UTC), time.Date(2025, 6, 1, 8, 0, 0, 0, time.UTC)
	for _, want := range []struct {
		at    time.Time
		units int
		name  string
	}{
		{spring.Add(-time.Second), 0, ""}, {spring, 2, "旧名"}, {summer.Add(-time.Second), 2, "旧名"}, {summer, 3, "新名"},
	} {
		m := c.At(want.at)
		name := ""
		if u, ok := m.Unit("G000"); ok {
			name = u.Names.ZH
		}
		if m.Len() != want.units || name != want.name || m.Profile().Names.ZH != "测试城" {
			t.Errorf("at %v: %d units, the grid is called %q", want.at, m.Len(), name)
		}
	}
	if got := headOf(c, "G000", summer); got != "甲" {
		t.Errorf("the head is %q", got)
	}
	if c.Bodies == nil || c.Sponsors == nil {
		t.Error("a city without departments has no register")
	}
	versions, err := a.Versions(t.Context(), code)
	if err != nil || len(versions) != 3 || !versions[0].Effective.IsZero() || !versions[2].Effective.Equal(summer) || versions[2].Parts[0].Source.Name != "c.csv" {
		t.Errorf("%+v, %v", versions, err)
	}
}

func TestACityFromBeforeVersionsGoesOn(t *testing.T) {
	st := legacyStore(t)
	a := New(st, Options{})
	deeper := strings.Replace(profileYAML, "测试城", "新城", 1)
	draft := openDraft(t, a)
	if _, err := a.AddProfile(t.Context(), code, draft, []byte(deeper), Source{}); err != nil {
		t.Fatal(err)
	}
	if o := addUnits(t, a, draft, nil, grid(1)); o.Changed != 1 {
		t.Fatalf("%+v", o)
	}
	if p := mustPublish(t, a, draft, time.Time{}); p.Version != 4 {
		t.Errorf("version %d", p.Version)
	}
	if _, err := a.HandOver(t.Context(), code, territory.HandOver{Unit: "G000", Post: "head", Person: "r", Name: "丙", From: day(1)}); err != nil {
		t.Fatal(err)
	}
	if err := a.Load(t.Context(), Silent); err != nil {
		t.Fatal(err)
	}
	c := refresh(t, a)
	if c.Profile().Names.ZH != "新城" || c.At(day(1)).Profile().Names.ZH != "测试城" {
		t.Errorf("the profile is %s, before it was %s", c.Profile().Names.ZH, c.At(day(1)).Profile().Names.ZH)
	}
	if headOf(c, "G000", day(1)) != "丙" || headOf(c, "G000", day(1).Add(-time.Second)) != "甲" {
		t.Errorf("%s, before %s", headOf(c, "G000", day(1)), headOf(c, "G000", day(1).Add(-time.Second)))
	}
}
