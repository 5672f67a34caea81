package archive

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"sizhang/server/store"
)

const manifestName = "manifest.json"

// maxManifest is the longest manifest in bytes that is read.
const maxManifest = 1 << 20

// Manifest says what a backup holds and where it comes from.
type Manifest struct {
	Format  int       `json:"format"`
	Program string    `json:"program"` // the version that made it
	Made    time.Time `json:"made"`    // in UTC, when it was begun
	// Kind and Layout are the store's that it was made from. What is in a backup does
	// not depend on them, but a program that does not know the layout is older than
	// the one that wrote the documents.
	Kind   string `json:"kind,omitempty"`
	Layout string `json:"layout,omitempty"`
	// OneMoment says that everything stood so at one moment. Where not, each
	// document did at some moment while the backup was made, and cities came first.
	OneMoment   bool     `json:"one_moment"`
	Collections Contents `json:"collections"` // in the order of their entries
	Content     string   `json:"content"`     // the content hash
}

// describe fills in what the store says of itself. A store that cannot say is no
// reason to go without a backup.
func (m *Manifest) describe(ctx context.Context, st store.Store) {
	_ = st.Examine(ctx, false, func(f store.Finding) {
		if f.Code == store.FoundStore {
			m.Kind, m.Layout = f.With["kind"], f.With["layout"]
		}
	})
}

// unknown says what of the store that the backup was made from this program does
// not know; empty where it knows all of it.
func (m *Manifest) unknown(known Known) string {
	if m.Kind == "" {
		return ""
	}
	layout, err := strconv.Atoi(m.Layout)
	newest, knows := known.Layouts[m.Kind]
	if knows && err == nil && layout <= newest {
		return ""
	}
	return fmt.Sprintf("%.40s, layout %.40s", m.Kind, m.Layout)
}

// entryName is the name of a collection's entry in the ZIP file.
func entryName(collection string) string { return collection + ".jsonl" }
