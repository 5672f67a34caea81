package doctor

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sizhang/domain/fault"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// telling is a store that tells what it is told to.
type telling struct {
	store.Store
	found []store.Finding
	err   error
}

func (s *telling) Examine(_ context.Context, _ bool, tell func(store.Finding)) error {
	for _, f := range s.found {
		tell(f)
	}
	return s.err
}

// told examines a healthy city whose store tells of these things, or breaks off.
func told(t *testing.T, err error, found ...store.Finding) Report {
	t.Helper()
	dir := cityIn(t)
	return examined(t, dir, func(p *Patient) {
		open := p.Open
		p.Open = func(ctx context.Context) (store.Store, error) {
			st, failed := open(ctx)
			return &telling{st, found, err}, failed
		}
	})
}

// Every code of the store comes through with its values, at its grade.
func TestWhatTheStoreTells(t *testing.T) {
	for code, c := range map[string]struct {
		grade Grade
		with  map[string]string
	}{
		store.FoundStore:         {Well, map[string]string{"kind": "sqlite", "where": "/x", "layout": "2", "server": "SQLite 3"}},
		store.FoundDocuments:     {Well, map[string]string{"collection": "units", "count": "7", "gone": "1"}},
		store.FoundIndexMissing:  {Trouble, map[string]string{"collection": "units", "index": "edition"}},
		store.FoundIndexStrange:  {Trouble, map[string]string{"collection": "units", "index": "edition"}},
		store.FoundDamaged:       {Trouble, map[string]string{"where": "page 7", "detail": "torn"}},
		store.FoundBadDocument:   {Trouble, map[string]string{"collection": "units", "city": "110101", "id": "e/G1", "detail": "not JSON"}},
		store.FoundNoReplicas:    {Note, map[string]string{"server": "MongoDB 7"}},
		store.FoundNoStream:      {Note, map[string]string{"detail": "not supported"}},
		store.FoundNoSnapshot:    {Note, map[string]string{"detail": "not supported"}},
		store.FoundLaneAbandoned: {Note, map[string]string{"lane": "3", "since": "2026-01-01T00:00:00Z"}},
	} {
		r := told(t, nil, store.Finding{Code: code, With: c.with})
		f := find(t, r, Code(code))
		if f.Grade() != c.grade {
			t.Errorf("%s is %s", code, f.Grade())
		}
		text := f.Text(fault.Chinese) + f.Text(fault.English)
		if strings.ContainsAny(text, "{}") {
			t.Errorf("%s leaves a gap open: %s", code, text)
		}
		for _, gap := range gaps(catalogue[f.Code].zh) {
			if !strings.Contains(text, c.with[gap]) {
				t.Errorf("%s does not tell %s: %s", code, gap, text)
			}
		}
	}
}

func TestACodeThatNobodyKnowsIsShown(t *testing.T) {
	r := told(t, nil, store.Finding{Code: "dust_inside", With: map[string]string{"much": "very", "fan": "2"}})
	says(t, r, "unknown", "dust_inside", `fan="2" much="very"`)
}

func TestRoomIsJudged(t *testing.T) {
	const mb, gb = 1 << 20, 1 << 30
	for _, c := range []struct {
		free, used int64
		code       Code
	}{
		{100 * gb, 10 * gb, "room"}, {20 * gb, 10 * gb, "room"}, {20*gb - 1, 10 * gb, "room_tight"},
		{10 * gb, 10 * gb, "room_tight"}, {10*gb - 1, 10 * gb, "room_short"},
		{gb, 10 * mb, "room"}, {gb - 1, 10 * mb, "room_short"}, {0, 0, "room_short"},
	} {
		r := told(t, nil, store.Finding{Code: store.FoundRoom, With: map[string]string{
			"free": fmt.Sprint(c.free), "used": fmt.Sprint(c.used), "where": "/disk"}})
		says(t, r, c.code, "/disk")
	}
	says(t, told(t, nil, store.Finding{Code: store.FoundRoom, With: map[string]string{"free": "1610612736", "used": "734003200", "where": "/disk"}}),
		"room", "1.5 GB", "700 MB")
}

func TestTheStoresClockIsJudged(t *testing.T) {
	for seconds, code := range map[string]Code{
		"0": "clock", "-2": "clock", "2.1": "clock_off", "-30": "clock_off", "30.5": "clock_wrong", "-90000": "clock_wrong", "soon": "unknown",
	} {
		find(t, told(t, nil, store.Finding{Code: store.FoundClock, With: map[string]string{"seconds": seconds}}), code)
	}
}

// A damaged file can tell the same a thousand times.
func TestTheSameIsListedSoOften(t *testing.T) {
	found := make([]store.Finding, 1000)
	for i := range found {
		found[i] = store.Finding{Code: store.FoundBadDocument, With: map[string]string{"id": fmt.Sprint(i), "detail": strings.Repeat("x\n", 1000)}}
	}
	r := told(t, nil, found...)
	if n := r.count(store.FoundBadDocument); n != listed || r.Left[store.FoundBadDocument] != 1000-listed || r.Count(Trouble) != 1000 {
		t.Errorf("%d listed, %d left, %d in all", n, r.Left[store.FoundBadDocument], r.Count(Trouble))
	}
	if text := find(t, r, store.FoundBadDocument).Text(fault.English); len(text) > 2*longest || strings.Contains(text, "\n") {
		t.Errorf("a text of %d bytes: %s", len(text), text)
	}
}

func TestTheWorstComesFirst(t *testing.T) {
	r := told(t, nil,
		store.Finding{Code: store.FoundNoStream}, store.Finding{Code: store.FoundDamaged, With: map[string]string{"where": "1"}},
		store.Finding{Code: store.FoundNoReplicas}, store.Finding{Code: store.FoundIndexMissing},
		store.Finding{Code: store.FoundDamaged, With: map[string]string{"where": "2"}})
	grade := 0
	for _, f := range r.Findings {
		for Grades[grade] != f.Grade() {
			if grade++; grade == len(Grades) {
				t.Fatalf("%s stands behind what is better:\n%s", f.Code, spelled(r))
			}
		}
	}
	if r.Findings[0].With["where"] != "1" || r.Findings[1].With["where"] != "2" || r.Findings[2].Code != store.FoundIndexMissing {
		t.Errorf("out of order:\n%s", spelled(r))
	}
}

func TestAStoreThatBreaksOff(t *testing.T) {
	says(t, told(t, errors.New("the cable")), "store_broke_off", "the cable")
	r := told(t, errors.New("examine: the file is damaged: x"), store.Finding{Code: store.FoundDamaged})
	lacks(t, r, "store_damaged") // it is told already
	find(t, told(t, errors.New("examine: the file is damaged: x")), "store_damaged")
}

// A page in the midst of the file, far from its head.
func TestARealDamagedFile(t *testing.T) {
	dir := cityIn(t)
	info, err := os.Stat(filepath.Join(dir, sqlite.File))
	must(t, err)
	for at := info.Size() / 2 / 4096 * 4096; at < info.Size(); at += 4096 {
		overwrite(t, dir, at, strings.Repeat("\xa5", 4096))
	}
	r := examined(t, dir, deep)
	if r.count(store.FoundDamaged)+r.count("store_damaged") == 0 || r.Findings[0].Grade() != Trouble {
		t.Errorf("found\n%s", spelled(r))
	}
}

func TestAHealthyStore(t *testing.T) {
	r := examined(t, cityIn(t), deep)
	for _, code := range []Code{"program", "zone", store.FoundStore, "room", store.FoundDocuments, "cities", "recorded"} {
		find(t, r, code)
	}
	if r.Count(Trouble) > 0 {
		t.Error(spelled(r))
	}
}
