package issue

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/geo"
)

// whistle calls departments to the place (吹哨). While some of them may still come
// nobody whistles again.
func whistle(s *step) error {
	if s.Joint != nil && s.at.Before(s.Joint.Until) && s.Joint.waits() {
		return fault.New(fault.WhistledAlready, "action", nil)
	}
	if err := s.checkUntil(); err != nil {
		return err
	}
	for k, body := range s.c.Bodies {
		if !s.w.HasBody(body) {
			return fault.New(fault.BodyUnknown, fmt.Sprintf("bodies[%d]", k), fault.With{"body": strconv.QuoteToGraphic(body[:min(len(body), 60)])})
		}
	}
	bodies := slices.Compact(slices.Sorted(slices.Values(s.c.Bodies)))
	j := &Joint{At: s.at, By: s.c.By, Reason: s.event.Reason, Until: s.c.Until.Truncate(time.Millisecond)}
	for _, body := range bodies {
		j.Calls = append(j.Calls, Call{Body: body})
	}
	s.Joint = j
	s.with(map[string]string{WithBodies: strings.Join(bodies, ","), WithUntil: instantText(j.Until)})
	return nil
}

// arrive notes that somebody of a body stands at the place (报到).
func arrive(s *step) error {
	k := slices.IndexFunc(s.Joint.Calls, func(c Call) bool { return c.Body == s.c.Body })
	if k < 0 {
		return fault.New(fault.BodyNotCalled, "body", fault.With{"body": s.c.Body})
	}
	if !s.c.Actor.Can(access.IssueComment, access.Object{City: s.City, Bodies: []string{s.c.Body}}) {
		return fault.New(fault.NotInHands, "body", nil)
	}
	call := &s.Joint.Calls[k]
	if !call.Arrived.IsZero() {
		return fault.New(fault.ArrivedAlready, "body", fault.With{"body": s.c.Body})
	}
	call.Arrived, call.By, call.Late = s.at, s.c.By, s.at.After(s.Joint.Until)
	call.Metres = geo.Distance(*s.c.At, s.Place.Point)
	s.with(map[string]string{WithBody: s.c.Body, WithLate: strconv.FormatBool(call.Late)})
	return nil
}

// waits says whether somebody who was called has not come.
func (j *Joint) waits() bool {
	return slices.ContainsFunc(j.Calls, func(c Call) bool { return c.Arrived.IsZero() })
}
