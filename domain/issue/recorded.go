package issue

import (
	"time"

	"sizhang/domain/fault"
)

// Past is one step of an issue that another system kept (外部经过).
type Past struct {
	Action Action // File, Dispatch, Claim, Finish, Pass or OrderClosed
	At     time.Time
	By     By
	Reason string
}

// Recorded makes an issue of what another system kept (外部案件): its report at f.Found
// and what was done to it then, each at its own time. Rights and proofs are not asked
// for, since nobody is asked any more; what cannot follow is refused all the same, and
// so is a step before the one before it. The history says that it was imported, when
// and by whom; due, where it is given, is the deadline of handling as it was told there.
func Recorded(f Filing, story []Past, due time.Time, w World) (Issue, error) {
	imported := w.Now
	w.Now = f.Found
	rules := *w.Rules
	rules.FileAtOnce, rules.DispatchAtOnce = nil, false
	w.Rules = &rules
	if err := f.checkRecorded(&w, imported); err != nil {
		return Issue{}, err
	}
	i := f.issue(&w)
	s := i.begin(&Lifecycle[0], Command{ID: f.Command, Action: Report, By: f.By, Photos: f.Photos}, w)
	first(&s.Moments.Found, f.Found)
	s.imported = imported
	if err := s.reported(f); err != nil {
		return Issue{}, err
	}
	i = s.Issue
	for _, past := range story {
		if past.At.Before(i.Last().At) {
			return Issue{}, fault.New(fault.TimeBackwards, "story", fault.With{"at": localText(past.At), "last": localText(i.Last().At)})
		}
		var err error
		if i, err = i.relive(past, w, imported, f.By, due); err != nil {
			return Issue{}, err
		}
	}
	return i, nil
}

// relive does one past step. Whoever it names did it; the importer where it names
// nobody. A deadline that was told there is that of handling.
func (i Issue) relive(past Past, w World, imported time.Time, by By, due time.Time) (Issue, error) {
	if past.By == (By{}) {
		past.By = by
	}
	w.Now = past.At
	c := Command{Action: past.Action, By: past.By, Reason: past.Reason}
	row, err := i.rowFor(c)
	if err != nil {
		return i, err
	}
	s := i.begin(row, c, w)
	s.imported = imported
	s.also = func() {
		for k := range s.Clocks {
			if t := &s.Clocks[k]; t.Stage == ToHandle && !due.IsZero() {
				t.Due, t.Provisional = due.Truncate(time.Millisecond), false
				t.Late = t.Done && s.Moments.Fixed.After(t.Due)
			}
		}
	}
	err = s.run()
	return s.Issue, err
}

// checkRecorded wants what every issue must have.
func (f *Filing) checkRecorded(w *World, now time.Time) error {
	proofless, early := *f, *w
	proofless.Source, proofless.Fixed = FromOther, false
	early.Now = now
	if !f.Source.Known() {
		proofless.Source = f.Source
	}
	return proofless.check(&early)
}
