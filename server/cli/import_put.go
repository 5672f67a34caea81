package cli

import (
	"context"
	"errors"
	"slices"

	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/app"
	"sizhang/server/intake"
)

// adding puts what a file held into the draft.
type adding func(draft string) (app.Outcome, error)

// toldError says that a command came to no good end for reasons that it has
// already printed.
type toldError struct{}

func (*toldError) Error() string { return "the reasons have been told" }

// take puts what a file held into a draft, unless its report or the checks beside
// what is in force refuse it, and prints the report.
func (i *importing) take(report *intake.Report, readErr error, add adding) error {
	if readErr != nil {
		return readErr
	}
	report.File = i.name
	var p put
	if !report.Refused() {
		var err error
		if p, err = i.put(add); err != nil {
			return err
		}
		report.Add(p.Findings...)
	}
	p.refused = report.Refused()
	if err := i.print(report, p); err != nil {
		return err
	}
	if p.refused {
		return &toldError{}
	}
	return nil
}

// put is what became of an import.
type put struct {
	app.Outcome
	refused   bool
	draft     app.Draft // where it stands; none with an empty id
	published bool
}

// put adds the import to its draft and publishes that where it is asked to, on the
// record.
func (i *importing) put(add adding) (put, error) {
	object, with := "draft/"+i.draft, map[string]string{}
	if i.draft == "" {
		object = "drafts" // a new one
	}
	if i.how.Publish {
		with["publish"] = "true"
	}
	return doingImport(i, object, with, func() (put, error) { return i.putIn(add) })
}

// putIn is put, once it is on the record. A draft that was made for the import does
// not outlive its failure.
func (i *importing) putIn(add adding) (p put, err error) {
	id, kept := i.draft, true
	if id == "" {
		d, err := i.app.OpenDraft(i.ctx, i.City, i.how.Note)
		if err != nil {
			return p, err
		}
		id, kept = d.ID, false
		defer func() {
			if !kept {
				p.draft = app.Draft{}
				err = errors.Join(err, i.giveUp(id))
			}
		}()
	}
	if p.Outcome, err = add(id); err != nil || p.Refused() {
		return p, err
	}
	if p.draft, err = i.app.Draft(i.ctx, i.City, id); err != nil || len(p.draft.Parts) == 0 {
		return p, err
	}
	if i.how.Publish {
		if p, err = i.publish(p); err != nil || p.Refused() {
			return p, err
		}
	}
	kept = true
	return p, nil
}

// publish publishes the draft that the import went into.
func (i *importing) publish(p put) (put, error) {
	published, err := i.publishAfterOthers(p.draft)
	if err != nil {
		return p, err
	}
	for _, f := range published.Findings {
		same := slices.ContainsFunc(p.Findings, func(known territory.Finding) bool {
			return known.Code == f.Code && known.Unit == f.Unit && known.Field == f.Field
		})
		if !same {
			p.Findings = append(p.Findings, f)
		}
	}
	if p.Refused() {
		return p, nil
	}
	p.published = true
	p.draft, err = i.app.Draft(i.ctx, i.City, p.draft.ID)
	return p, err
}

// rebases is how often a draft of the import's own follows others that came first.
const rebases = 5

// publishAfterOthers publishes the draft. One of the import's own is laid over
// whatever came into force since it was made; who named another is to look at it
// again.
func (i *importing) publishAfterOthers(d app.Draft) (p app.Published, err error) {
	for range rebases {
		p, err = i.publishing(d, i.how.Effective)
		if f := (*fault.Fault)(nil); i.draft != "" || !errors.As(err, &f) || f.Code != fault.DraftOutdated {
			return p, err
		}
		if _, err = i.app.RebaseDraft(i.ctx, i.City, d.ID); err != nil {
			return p, err
		}
	}
	return p, err
}

// giveUp drops the draft that was made for the import, also where the import was
// interrupted.
func (i *importing) giveUp(id string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(i.ctx), patience)
	defer cancel()
	err := i.app.DropDraft(ctx, i.City, id, app.Silent)
	if f := (*fault.Fault)(nil); errors.As(err, &f) && f.Code == fault.DraftPublished {
		return nil // the publication was done when it failed
	}
	return err
}
