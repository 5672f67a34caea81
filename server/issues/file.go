package issues

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/server/store"
)

// File makes an issue of a report and returns it once it is kept for good; false where
// the very same report had been filed before. The same id with other content, or by
// somebody else, is fault.IssueExists. An order of another system that is here already
// is returned as it is, whatever its id. The receipt number is made here, as
// yymmdd-nnnnnn: of the day and by chance, so that nobody guesses it or counts by it.
func (s *Issues) File(ctx context.Context, f issue.Filing) (issue.Issue, bool, error) {
	if err := checkFiling(&f); err != nil {
		return issue.Issue{}, false, err
	}
	i, first, err := s.fileFirst(ctx, f)
	if err == nil {
		return i, first, nil
	}
	// What is refused today may have been taken in before: its category is no more, or
	// its reporter has left.
	if was, there, failed := s.filedBefore(ctx, &f); there || failed != nil {
		return was, false, failed
	}
	return issue.Issue{}, false, err
}

// fileFirst files a report as if it had never come before, which most never have; the
// store knows those that did.
func (s *Issues) fileFirst(ctx context.Context, f issue.Filing) (issue.Issue, bool, error) {
	in, err := s.scene(ctx, f.City)
	if err != nil {
		return issue.Issue{}, false, err
	}
	w, err := s.world(ctx, in, spot{place: f.Place.Point, accuracy: f.Place.AccuracyM, category: f.Category})
	if err != nil {
		return issue.Issue{}, false, err
	}
	return s.insert(ctx, in, f, w)
}

// checkFiling wants what the store needs of a report.
func checkFiling(f *issue.Filing) error {
	switch {
	case f.ID == "" || len(f.ID) > store.MaxKey:
		return fault.New(fault.IssueIDInvalid, "id", nil)
	case len(outsideKey(f.Source, f.Outside)) > store.MaxKey:
		return fault.New(fault.OutsideInvalid, "outside", fault.With{"max": store.MaxKey - len(outsideKey(f.Source, "-")) + 1})
	case !f.Place.Point.Valid():
		return fault.New(fault.PositionMissing, "position", nil)
	}
	if f.Command == "" {
		f.Command = f.ID
	}
	f.Found, f.Reporter.At = round(f.Found), round(f.Reporter.At)
	return nil
}

// insert keeps the report under a number that nobody has.
func (s *Issues) insert(ctx context.Context, in *scene, f issue.Filing, w issue.World) (issue.Issue, bool, error) {
	doubted := 0
	var last error
	for range attempts {
		if last == nil || !errors.Is(last, store.ErrTransient) {
			f.Number = newNumber(w.Now)
		}
		k, err := s.filed(in, f, w)
		if err != nil {
			return issue.Issue{}, false, err
		}
		last = s.write(ctx, &k)
		switch {
		case last == nil:
			return k.Issue, true, nil
		case errors.Is(last, store.ErrExists):
			was, there, err := s.filedBefore(ctx, &f)
			if there || err != nil {
				return was, there && err == nil && was.Number == f.Number, err
			}
			continue // somebody else has the number
		case errors.Is(last, store.ErrTransient) && doubted < doubts && ctx.Err() == nil:
			if err := pause(ctx, time.Duration(doubted)*20*time.Millisecond); err != nil {
				return issue.Issue{}, false, err
			}
			doubted++
			continue
		}
		return issue.Issue{}, false, last
	}
	return issue.Issue{}, false, fault.New(fault.TooBusy, "", nil)
}

// filed makes the issue, marked where its place keeps coming back.
func (s *Issues) filed(in *scene, f issue.Filing, w issue.World) (kept, error) {
	i, err := issue.New(f, w)
	if err != nil {
		return kept{}, err
	}
	if s.comesBack(in, &i) {
		if i, err = i.Do(markChronic(), w); err != nil {
			return kept{}, err
		}
	}
	k := kept{}
	k.set(i, w)
	return k, nil
}

// filedBefore looks whether the report is here already, by its id or by its number in
// another system.
func (s *Issues) filedBefore(ctx context.Context, f *issue.Filing) (issue.Issue, bool, error) {
	k, err := s.read(ctx, f.City, f.ID)
	if err == nil {
		if !sameFiling(&k.Issue, f) {
			return issue.Issue{}, false, fault.New(fault.IssueExists, "id", fault.With{"id": f.ID})
		}
		return k.Issue, true, nil
	}
	if !missing(err) {
		return issue.Issue{}, false, err
	}
	if f.Outside == "" {
		return issue.Issue{}, false, nil
	}
	was, err := s.ByOutside(ctx, f.City, f.Source, f.Outside)
	if missing(err) {
		return issue.Issue{}, false, nil
	}
	return was, err == nil, err
}

// sameFiling says whether the issue was made of the very same report, by whoever sends
// it now.
func sameFiling(i *issue.Issue, f *issue.Filing) bool {
	first, reporter := &i.History[0], &i.Reporters[0]
	if reporter.Name != f.Reporter.Name || reporter.Contact != f.Reporter.Contact { // which the fingerprint leaves out
		return false
	}
	return first.With[issue.WithFiling] == f.Digest() && first.By.Kind == f.By.Kind && first.By.Account == f.By.Account && first.By.Person == f.By.Person
}

func missing(err error) bool {
	var f *fault.Fault
	return errors.As(err, &f) && f.Code == fault.IssueNotFound
}

// numbers is how many receipt numbers a day has.
const numbers = 1_000_000

// newNumber makes a receipt number (受理号) of the day.
func newNumber(now time.Time) string {
	var chance [8]byte
	rand.Read(chance[:])                                 // never fails
	n := binary.LittleEndian.Uint64(chance[:]) % numbers // of 2⁶⁴: none is likelier than another by 10⁻¹³
	return fmt.Sprintf("%s-%06d", now.In(city.China).Format("060102"), n)
}
