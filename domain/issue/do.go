package issue

import (
	"maps"
	"slices"
	"strings"
	"time"

	"sizhang/domain/fault"
	"sizhang/geo"
)

// MaxEvents is how many events an issue has before it takes no more that leave it where
// it is, such as comments, so that it always fits one document; it can still be ended.
const MaxEvents = 400

// step is one command on its way through: the issue as it is becoming.
type step struct {
	Issue
	c  Command
	w  World
	at time.Time
	// row is the one of the lifecycle that holds, event what becomes of it.
	row   *Transition
	event Event
	// next are actions of the system that follow at once.
	next []Command
	// also adds to the event what a row of the lifecycle cannot know; may be nil.
	also func()
	// imported is when another system's record was taken in; zero where it happens now.
	imported time.Time
}

// Do returns the issue after the command. A command that it did already changes
// nothing, see Did. It is refused with a *fault.Fault: an action that is not possible
// now with fault.ActionImpossible, which lists those that are; one that the actor has
// no right to with fault.RightMissing; one that lacks what it demands with the field
// at fault.
func (i Issue) Do(c Command, w World) (Issue, error) {
	if done, err := i.Did(&c); done || err != nil {
		return i, err
	}
	row, err := i.rowFor(c)
	if err == nil {
		err = i.allow(row, &c, &w)
	}
	if err == nil {
		err = i.check(row, &c, &w)
	}
	if err != nil {
		return i, err
	}
	if len(i.History) >= MaxEvents && row.To == Same && c.Action != Claim && c.By.Kind != BySystem {
		return i, fault.New(fault.IssueTooLong, "", fault.With{"max": MaxEvents})
	}
	s := i.begin(row, c, w)
	if err := s.run(); err != nil {
		return i, err
	}
	return s.Issue, nil
}

// begin makes a copy of the issue to change. Time never runs back in a history, even
// where a server's clock does.
func (i Issue) begin(row *Transition, c Command, w World) *step {
	s := &step{Issue: i.clone(), c: c, w: w, at: w.Now.Truncate(time.Millisecond), row: row}
	if n := len(i.History); n > 0 && s.at.Before(i.History[n-1].At) {
		s.at = i.History[n-1].At
	}
	return s
}

// run changes the copy and writes what happened into its history, then what follows.
func (s *step) run() error {
	s.event = Event{Command: s.c.ID, At: s.at, By: s.c.By, Action: s.row.Action, From: s.State, Reason: strings.TrimSpace(s.c.Reason), With: map[string]string{}}
	if s.c.Document != "" {
		s.event.With[WithDocument] = s.c.Document
	}
	if s.c.ID != "" {
		s.event.With[WithContent] = s.c.digest()
	}
	s.note()
	hands, was := s.Hands, s.Object()
	if err := s.end(s.row.Ends); err != nil {
		return err
	}
	switch s.row.To {
	case Same:
	case Back:
		s.State, s.Was = s.Was, ""
	default:
		s.State = s.row.To
	}
	if s.row.then != nil {
		if err := s.row.then(s); err != nil {
			return err
		}
	}
	if err := s.start(s.row.Starts); err != nil {
		return err
	}
	if s.also != nil {
		s.also()
	}
	if !s.Asked.fits(s.State) {
		s.Asked = nil
	}
	if !s.State.Open() && s.event.From.Open() {
		s.close()
	}
	if s.Hands != hands {
		now := s.Hands
		s.event.Hands = &now
	}
	s.leaves(was)
	s.record()
	return s.follow()
}

// note puts what the command brought into the issue and the event: photos, and where
// whoever acted stood.
func (s *step) note() {
	for _, p := range s.c.Photos {
		s.event.Photos = append(s.event.Photos, p.ID)
		if !slices.ContainsFunc(s.Photos, func(known Photo) bool { return known.ID == p.ID && known.Kind == p.Kind }) {
			s.Photos = append(s.Photos, Photo{ID: p.ID, Kind: p.Kind, Seq: len(s.History) + 1})
		}
	}
	if s.c.At != nil {
		s.event.With[WithPosition] = position(*s.c.At)
		s.event.With[WithMetres] = metresText(geo.Distance(*s.c.At, s.Place.Point))
		s.event.With[WithAccuracy] = metresText(s.c.AccuracyM)
	}
}

// record ends the event and chains it to the history.
func (s *step) record() {
	s.event.Seq, s.event.To = len(s.History)+1, s.State
	if !s.imported.IsZero() {
		s.event.With[WithImported] = instantText(s.imported)
	}
	if len(s.next) == 0 { // else what follows at once has it
		s.event.With[WithSeal] = s.seal()
	}
	if len(s.event.With) == 0 {
		s.event.With = nil
	}
	s.event.Hash = s.event.digest(s.chainEnd())
	s.History = append(s.History, s.event)
}

// follow does what the system does at once because of the command.
func (s *step) follow() error {
	for _, c := range s.next {
		c.By = By{Kind: BySystem}
		row, err := s.Issue.rowFor(c)
		if err != nil {
			return err
		}
		f := s.Issue.begin(row, c, s.w)
		if err := f.run(); err != nil {
			return err
		}
		s.Issue = f.Issue
	}
	return nil
}

// close stamps what closing means: the reporter hears the outcome now.
func (s *step) close() {
	if s.State == Closed || s.State == Ordered {
		first(&s.Moments.Answered, s.at)
	}
}

// first keeps the first instant of its kind.
func first(moment *time.Time, at time.Time) {
	if moment.IsZero() {
		*moment = at
	}
}

// clone copies what steps append to or change in place.
func (i Issue) clone() Issue {
	i.Photos = slices.Clip(i.Photos)
	i.Reporters = slices.Clone(i.Reporters)
	i.Clocks = slices.Clone(i.Clocks)
	for k := range i.Clocks {
		i.Clocks[k].Events = slices.Clip(i.Clocks[k].Events)
	}
	i.Told, i.Parts, i.History = slices.Clip(i.Told), slices.Clip(i.Parts), slices.Clip(i.History)
	if i.Joint != nil {
		joint := *i.Joint
		joint.Calls = slices.Clone(joint.Calls)
		i.Joint = &joint
	}
	if i.Asked != nil {
		asked := *i.Asked
		i.Asked = &asked
	}
	return i
}

// with adds to what the event says.
func (s *step) with(more map[string]string) { maps.Copy(s.event.With, more) }
