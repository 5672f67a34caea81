package doctor

import (
	"encoding/json"
	"testing"
	"time"

	"sizhang/server/app"
	"sizhang/server/store"
)

func TestACityThatCannotBeBuilt(t *testing.T) {
	dir := t.TempDir()
	st := storeIn(t, dir)
	a := app.New(st, app.Options{})
	founded(t, a, code, time.Time{})
	founded(t, a, "110102", time.Time{})
	spoil(t, st, "110102")
	must(t, st.Close())
	r := examined(t, dir, nil)
	says(t, r, "city_broken", "110102", "list")
	says(t, r, "cities", code)
	if r.count("city_broken") != 1 || r.Count(Trouble) != 1 {
		t.Errorf("found\n%s", spelled(r))
	}
}

// spoil makes a city one that cannot be built.
func spoil(t *testing.T, st store.Store, code string) {
	t.Helper()
	page, err := st.Query(t.Context(), store.Query{Collection: store.Profiles, City: code, Limit: 10})
	must(t, err)
	profile := page.Documents[0]
	profile.Body, err = json.Marshal(map[string]string{"yaml": "levels: nonsense"})
	must(t, err)
	_, err = st.Replace(t.Context(), profile)
	must(t, err)
}

func TestAStoreWithoutCities(t *testing.T) {
	dir := t.TempDir()
	must(t, storeIn(t, dir).Close())
	says(t, examined(t, dir, nil), "no_cities", "sizhang import profile FILE --city CODE --data "+dir+" --publish")
}

func TestDraftsThatLieForLong(t *testing.T) {
	dir := t.TempDir()
	st := storeIn(t, dir)
	now := time.Now()
	founded(t, at(st, now.Add(-100*24*time.Hour)), code, time.Time{})
	old := drafted(t, at(st, now.Add(-40*24*time.Hour)), code)
	dropped := drafted(t, at(st, now.Add(-39*24*time.Hour)), code)
	must(t, app.New(st, app.Options{}).DropDraft(t.Context(), code, dropped, app.Silent))
	drafted(t, at(st, now.Add(-29*24*time.Hour)), code)
	must(t, st.Close())
	r := examined(t, dir, nil)
	says(t, r, "draft_old", old, "“试”", "40 days", "sizhang draft drop "+old+" --city "+code+" --data "+dir)
	if r.count("draft_old") != 1 || r.Count(Trouble) > 0 {
		t.Errorf("found\n%s", spelled(r))
	}
}

func TestAVersionThatIsToCome(t *testing.T) {
	dir := t.TempDir()
	st := storeIn(t, dir)
	next := time.Now().Add(72 * time.Hour)
	founded(t, app.New(st, app.Options{}), code, next)
	must(t, st.Close())
	r := examined(t, dir, nil)
	says(t, r, "version_scheduled", code, instantText(next), "sizhang versions --city "+code)
	lacks(t, examined(t, dir, func(p *Patient) { p.Now = func() time.Time { return next } }), "version_scheduled")
}
