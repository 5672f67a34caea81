package app

import (
	"context"
	"fmt"
	"slices"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/store"
)

// RebaseDraft lays a draft over the version that is the last by now, and looks
// again at everything in it. What others changed meanwhile is kept, unless the
// draft changes the same; its Findings say where. A draft with refusals is
// rebased, too: it can then be mended by another import into it.
func (a *App) RebaseDraft(ctx context.Context, code, id string) (Outcome, error) {
	for range attempts {
		v, c, r, err := a.viewDraft(ctx, code, id)
		if err != nil {
			return Outcome{}, err
		}
		moved, findings, err := v.moved(ctx)
		if err != nil {
			return Outcome{}, err
		}
		part := partBody{
			Edition: newID(), Kind: UnitsEdition, Count: len(moved), Changed: len(moved),
			Source: Source{Name: fmt.Sprintf("rebase %d → %d", r.draft.Base, v.latest())}, At: store.FormatInstant(a.now()),
		}
		err = a.writeAll(ctx, "write", len(moved), Silent, func(ctx context.Context, i int) error {
			return a.insertUnit(ctx, code, part.Edition, moved[i])
		})
		if err != nil {
			return Outcome{}, err
		}
		r.draft.Base = v.latest()
		if len(moved) > 0 {
			err = a.putIn(ctx, code, r, part)
			r.draft.Parts = append(slices.Clone(r.draft.Parts), part)
		} else {
			err = a.touch(ctx, code, r)
		}
		if overtaken(err) {
			continue
		}
		if err != nil {
			return Outcome{}, err
		}
		after, err := a.viewOf(c.city, &r.draft)
		if err != nil {
			return Outcome{}, err
		}
		again, err := after.check(ctx, a.now())
		return Outcome{Changed: len(moved), Findings: append(findings, again...)}, err
	}
	return Outcome{}, fault.New(fault.TooBusy, id, nil)
}

// touch writes the draft with another base.
func (a *App) touch(ctx context.Context, code string, r draftRecord) error {
	r.draft.Changed = store.FormatInstant(a.now())
	if err := a.writeDraft(ctx, code, r); err != nil {
		return err
	}
	listed, err := a.fence(ctx, code, r.id)
	if err == nil && len(listed) > 0 {
		err = fault.New(fault.DraftPublished, "draft", fault.With{"draft": r.id})
	}
	return err
}

// moved returns the draft's units that must be others over the last version than
// they were over the draft's base, and what there is to say about it.
func (v *view) moved(ctx context.Context) ([]territory.Unit, []territory.Finding, error) {
	if !v.outdated() {
		return nil, nil, nil
	}
	past, err := v.past(ctx)
	if err != nil {
		return nil, nil, err
	}
	drafted, err := v.drafted(ctx)
	if err != nil {
		return nil, nil, err
	}
	then := slices.DeleteFunc(slices.Clone(past), func(version territory.Version) bool { return version.Number > v.draft.Base })
	base, _ := territory.AddUp(then)
	now, _ := territory.AddUp(past)
	moved, findings := territory.Rebase(base, now, drafted)
	if len(v.draft.ids(ProfileEdition)) > 0 && slices.ContainsFunc(v.chapters, func(c chapter) bool { return c.number > v.draft.Base && c.profile != "" }) {
		findings = append(findings, territory.Finding{Severity: territory.Note, Code: fault.DraftOverrides, Field: "profile", With: fault.With{"field": "profile"}})
	}
	return moved, findings, nil
}
