package doctor

import (
	"encoding/json"
	"testing"

	"sizhang/server/archive"
	"sizhang/server/store"
)

// A restore that was broken off halfway, as package archive leaves it.
func TestARestoreThatIsNotFinished(t *testing.T) {
	dir := t.TempDir()
	st := storeIn(t, dir)
	body, err := json.Marshal(map[string]string{"state": "begun", "from": "backup.zip", "begun": "2026-11-01T00:00:00Z"})
	must(t, err)
	must(t, st.Insert(t.Context(), store.Document{Collection: store.Restores, City: store.Installation, ID: "filled", Body: body}))
	if archive.Unfinished(t.Context(), st) == nil {
		t.Fatal("package archive does not take this for an unfinished restore")
	}
	must(t, st.Close())
	says(t, examined(t, dir, nil), "restore_unfinished", "backup.zip", "2026-11-01", dir)
	lacks(t, examined(t, cityIn(t), nil), "restore_unfinished")
}
