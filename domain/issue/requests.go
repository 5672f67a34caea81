package issue

import (
	"time"

	"sizhang/domain/clock"
	"sizhang/domain/fault"
)

// fits says whether the request still has a meaning in the state.
func (r *Request) fits(in State) bool {
	if r == nil {
		return true
	}
	if r.Action == Appeal {
		return in == Closed || in == Ordered || in == Struck
	}
	return in == Handling || in == Rework
}

// ask lays a request before those who decide.
func (s *step) ask() error {
	if s.Asked != nil {
		return fault.New(fault.RequestPending, "action", fault.With{"request": s.Asked.Action})
	}
	s.Asked = &Request{Action: s.c.Action, At: s.at, By: s.c.By, Reason: s.event.Reason, Until: s.c.Until.Truncate(time.Millisecond)}
	return nil
}

// askPostpone may be asked for as often as the rules allow, and not once it is overdue.
func askPostpone(s *step) error {
	if s.Postponements >= s.w.Rules.MaxPostponements {
		return fault.New(fault.PostponedTooOften, "action", fault.With{"max": s.w.Rules.MaxPostponements})
	}
	if t := s.timer(ToHandle); t == nil || !t.Due.IsZero() && s.at.After(t.Due) {
		return fault.New(fault.OverdueNoPostpone, "action", nil)
	}
	return s.ask()
}

// askSuspend may be asked for once, for a year at most.
func askSuspend(s *step) error {
	if s.Suspensions > 0 {
		return fault.New(fault.SuspendedAlready, "action", nil)
	}
	if err := s.checkUntil(); err != nil {
		return err
	}
	s.with(map[string]string{WithUntil: instantText(s.c.Until)})
	return s.ask()
}

func (s *step) checkUntil() error {
	latest := s.at.Add(s.w.Rules.MaxSuspension)
	if !s.c.Until.After(s.at) || s.c.Until.After(latest) {
		return fault.New(fault.UntilInvalid, "until", fault.With{"until": localText(s.c.Until), "from": localText(s.at), "max": localText(latest)})
	}
	return nil
}

// appeal may be made once, of what was closed late.
func appeal(s *step) error {
	if s.Appealed {
		return fault.New(fault.AppealedAlready, "action", nil)
	}
	if err := s.ask(); err != nil {
		return err
	}
	s.Appealed = true
	return nil
}

// postpone adds one more of the limit to the deadline as it stands (延期).
func postpone(s *step) error {
	if err := s.clock(ToHandle, clock.Event{Kind: clock.Extend, At: s.at}); err != nil {
		return err
	}
	s.Postponements++
	s.decided()
	if t := s.timer(ToHandle); t != nil {
		s.with(map[string]string{WithDeadline: instantText(t.Due)})
	}
	return nil
}

// suspend stops the clock until the time that was asked for (挂账).
func suspend(s *step) error {
	s.c.Until = s.Asked.Until
	if err := s.checkUntil(); err != nil {
		return err
	}
	if err := s.clock(ToHandle, clock.Event{Kind: clock.Pause, At: s.at, Until: s.Asked.Until}); err != nil {
		return err
	}
	s.Was = s.event.From
	s.Suspensions++
	s.with(map[string]string{WithUntil: instantText(s.Asked.Until)})
	s.decided()
	return nil
}

// second passes an appeal on to who decides it.
func second(s *step) error {
	by := s.c.By
	s.Asked.Seconded = &by
	s.with(map[string]string{WithRequest: string(Appeal)})
	return nil
}

// exempt keeps the fact that it was late, and holds it against nobody.
func exempt(s *step) error {
	s.Exempt = true
	s.decided()
	return nil
}

func refuse(s *step) error {
	s.decided()
	return nil
}

func (s *step) decided() {
	s.with(map[string]string{WithRequest: string(s.Asked.Action)})
	s.Asked = nil
}

// resume lets the clock run on, when the time is over by itself.
func resume(s *step) error {
	if t := s.timer(ToHandle); t == nil || s.c.By.Kind == BySystem {
		return nil // the pause said when it ends
	}
	return s.clock(ToHandle, clock.Event{Kind: clock.Resume, At: s.at})
}
