package issue

import (
	"fmt"
	"strings"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/geo"
)

// slack is how far ahead of the server's a phone's clock may run.
const slack = 5 * time.Minute

// New makes an issue of a report (上报): reported or, as the rules have it, filed and
// dispatched at once; or fixed on the spot. It is refused with a *fault.Fault that
// names the field.
func New(f Filing, w World) (Issue, error) {
	if err := f.check(&w); err != nil {
		return Issue{}, err
	}
	i := f.issue(&w)
	if err := f.allow(&i); err != nil {
		return Issue{}, err
	}
	c := Command{ID: f.Command, Action: Report, Actor: f.Actor, By: f.By, Photos: f.Photos}
	s := i.begin(&Lifecycle[0], c, w)
	first(&s.Moments.Found, f.Found)
	first(&s.Moments.Found, s.at)
	switch {
	case f.Fixed:
		s.next = []Command{{Action: Fix}}
	case w.filesAtOnce(f.Source):
		s.next = []Command{{Action: File}}
	}
	if err := s.reported(f); err != nil {
		return Issue{}, err
	}
	return s.Issue, nil
}

// allow wants the right to report of whoever is signed in, and to fix something on the
// spot the right to handle it there.
func (f *Filing) allow(i *Issue) error {
	switch {
	case f.By.Kind == ByStaff && !f.Actor.Anywhere(access.IssueReport):
		return fault.New(fault.RightMissing, "", fault.With{"right": access.IssueReport})
	case f.By.Kind == ByPartner && !f.Actor.Anywhere(access.IssueOrder):
		return fault.New(fault.RightMissing, "", fault.With{"right": access.IssueOrder})
	case f.Fixed && !f.Actor.Can(access.IssueHandle, i.Object()):
		return fault.New(fault.RightMissing, "fixed", fault.With{"right": access.IssueHandle})
	}
	return nil
}

// reported writes the first event, which holds the fingerprint of the whole report,
// and what follows at once: those who reported answer for what follows.
func (s *step) reported(f Filing) error {
	s.event = Event{Command: s.c.ID, At: s.at, By: s.c.By, Action: Report, With: map[string]string{WithNumber: s.Number, WithFiling: f.Digest()}}
	s.note()
	s.State = Reported
	if err := s.start([]Stage{ToFile}); err != nil {
		return err
	}
	hands := s.Hands
	s.event.Hands = &hands
	s.record()
	for _, c := range s.next {
		c.By = f.By
		row, err := s.rowAtOnce(c.Action)
		if err != nil {
			return err
		}
		n := s.Issue.begin(row, c, s.w)
		if err := n.run(); err != nil {
			return err
		}
		s.Issue = n.Issue
	}
	return nil
}

// rowAtOnce finds the row of what a report does at once, whoever reported it.
func (s *step) rowAtOnce(a Action) (*Transition, error) {
	return s.Issue.rowFor(Command{Action: a, By: By{Kind: ByStaff}})
}

func (w *World) filesAtOnce(from Source) bool {
	for _, source := range w.Rules.FileAtOnce {
		if source == string(from) {
			return true
		}
	}
	return false
}

// issue is what the report says, before anything happened to it.
func (f *Filing) issue(w *World) Issue {
	i := Issue{
		City: f.City, ID: f.ID, Number: f.Number, Source: f.Source, Outside: f.Outside, Category: f.Category, Condition: f.Condition,
		Text: strings.TrimSpace(f.Text), Place: f.Place, Routing: *w.Routing, Hands: w.Routing.Root,
	}
	if i.Condition == "" {
		if usual, has := w.Category.Condition(""); has {
			i.Condition = usual.Code
		}
	}
	r := f.Reporter
	if r.At.IsZero() {
		r.At = w.Now.Truncate(time.Millisecond)
	}
	if r.Kind == "" {
		r.Kind = Staff
	}
	i.Reporters = []Reporter{r}
	return i
}

// check wants everything that a report must have, and nothing that cannot be.
func (f *Filing) check(w *World) error {
	if err := checkTexts(map[string]string{"text": f.Text, "address": f.Place.Address, "name": f.Reporter.Name, "contact": f.Reporter.Contact}); err != nil {
		return err
	}
	switch {
	case !f.Source.Known():
		return fault.New(fault.SourceUnknown, "source", fault.With{"source": f.Source, "known": sourceIDs()})
	case w.Category == nil:
		return fault.New(fault.CategoryUnknown, "category", fault.With{"category": f.Category})
	case !f.Place.Point.Valid():
		return fault.New(fault.PositionMissing, "position", nil)
	case f.Found.After(w.Now.Add(slack)):
		return fault.New(fault.FutureTime, "found", fault.With{"at": localText(f.Found)})
	}
	if _, known := w.Category.Condition(f.Condition); !known && f.Condition != "" {
		var codes []string
		for _, condition := range w.Category.Conditions {
			codes = append(codes, condition.Code)
		}
		return fault.New(fault.ConditionUnknown, "condition", fault.With{"category": f.Category, "condition": f.Condition, "known": strings.Join(codes, ", ")})
	}
	if err := checkAccuracy("accuracy_m", f.Place.AccuracyM); err != nil {
		return err
	}
	if err := checkPhotos(f.Photos); err != nil {
		return err
	}
	return f.checkProof(w)
}

// checkProof wants the photos that the category demands, of those who stand there.
func (f *Filing) checkProof(w *World) error {
	if f.Fixed {
		if err := wantPhotos(f.Photos, Before, 1); err != nil {
			return err
		}
		return wantPhotos((&Issue{}).fresh(f.Photos), After, max(1, w.photosFinish()))
	}
	if f.Source.Sees() {
		return wantPhotos(f.Photos, "", demanded(w.Category.PhotosReport, w.Rules.PhotosReport))
	}
	return nil
}

// Digest is a fingerprint of all that the report says of the issue, in hexadecimal
// digits: the same report sent again has the same. Name and telephone of a citizen are
// not in it: whoever reads the fingerprint could try all numbers that there are.
func (f *Filing) Digest() string {
	d := newDigest()
	d.texts(f.City, f.ID, string(f.Source), f.Outside, f.Category, f.Condition, strings.TrimSpace(f.Text), string(f.Place.Datum), f.Place.Address,
		string(f.Reporter.Kind), fmt.Sprint(f.Fixed))
	d.numbers(f.Place.X, f.Place.Y, f.Place.AccuracyM)
	d.instant(f.Found)
	for _, p := range f.Photos {
		d.texts(p.ID, string(p.Kind))
	}
	return d.sum()
}

// At returns the place of a position that was declared in a datum.
func At(d geo.Datum, x, y, accuracyM float64) Place {
	return Place{Point: d.ToWGS84(geo.Point{Lng: x, Lat: y}), Datum: d, X: x, Y: y, AccuracyM: accuracyM}
}
