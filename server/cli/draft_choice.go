package cli

import (
	"strings"

	"sizhang/domain/fault"
	"sizhang/server/app"
)

// lastDraft is the word for the newest draft that is open.
const lastDraft = "last"

// shortID is as much of a draft's id as people need: its end, since ids begin
// with the time.
func shortID(id string) string { return id[max(0, len(id)-8):] }

// draft returns the draft that the person means: by its id, the end of it, or as
// the last one that is open.
func (w *working) draft(named string) (app.Draft, error) {
	drafts, err := w.app.Drafts(w.ctx, w.City)
	if err != nil {
		return app.Draft{}, err
	}
	var meant []app.Draft
	for _, d := range drafts {
		switch {
		case d.ID == named:
			return d, nil
		case named == lastDraft && d.State == app.OpenDraft:
			meant = []app.Draft{d}
		case len(named) >= 4 && strings.HasSuffix(d.ID, strings.ToLower(named)):
			meant = append(meant, d)
		}
	}
	switch {
	case len(meant) == 1:
		return meant[0], nil
	case len(meant) > 1:
		return app.Draft{}, fault.New(fault.DraftAmbiguous, "--draft", fault.With{"draft": named, "count": len(meant)})
	case named == lastDraft:
		return app.Draft{}, fault.New(fault.NoOpenDraft, "--draft", fault.With{"city": w.City})
	}
	return app.Draft{}, fault.New(fault.DraftUnknown, "--draft", fault.With{"city": w.City, "draft": named})
}

// draftID is draft for settings that may name none; it then returns nothing.
func (w *working) draftID(named string) (string, error) {
	if named == "" {
		return "", nil
	}
	d, err := w.draft(named)
	return d.ID, err
}
