package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"
)

// matter is one issue as the people around it see it.
type matter struct {
	*year
	serial uint64
	rng    *rand.Rand
	again  bool // somebody else reported it before
	id     string
	by     *receipt // who has the word before it is closed; nil for nobody
	standing
	looks int
	tries int // to put it right
}

// standing is how it stands, as the API says.
type standing struct {
	State   string
	Open    bool
	Lng     float64
	Lat     float64
	Flags   []string
	Hands   struct{ Unit, Post, Person, Body string }
	Asked   *struct{ Action string }
	Routing struct {
		Disputed    bool
		Departments []struct{ Code string }
		Candidates  []struct{ Unit struct{ Code string } }
	}
}

func (s *standing) is(flag string) bool { return slices.Contains(s.Flags, flag) }

// look reads how it stands and plans what is done next.
func (m *matter) look(ctx context.Context) error {
	m.count(nil, "")
	m.looks++
	m.standing = standing{}
	if err := m.dispatcher.call(ctx, http.MethodGet, cityPath+"/issues/"+m.id, nil, &m.standing); err != nil {
		return err
	}
	m.next()
	return nil
}

// after plans something that the staff does, a while after now.
func (m *matter) after(least, most time.Duration, do func(context.Context) error) {
	m.plan(atWork(m.now.Add(least+time.Duration(m.rng.Float64()*float64(most-least)))), do)
}

// count counts a request where in is nil, else what became of one.
func (y *year) count(in map[string]int, what string) {
	y.lock.Lock()
	defer y.lock.Unlock()
	if in == nil {
		y.ledger.requests++
		return
	}
	in[what]++
}

// acknowledged notes that the server has a report; false where it had one of the id.
func (y *year) acknowledged(id string) bool {
	y.lock.Lock()
	defer y.lock.Unlock()
	was := y.ledger.reported[id]
	y.ledger.reported[id] = true
	return !was
}

// command is an action with what it wants.
type command map[string]any

// act does something; what came too late is looked at again.
func (m *matter) act(ctx context.Context, who *caller, action string, with command) error {
	body := command{"command": m.uuid(), "action": action}
	for name, value := range with {
		body[name] = value
	}
	m.count(nil, "")
	m.standing = standing{}
	err := who.call(ctx, http.MethodPost, cityPath+"/issues/"+m.id+"/actions", body, &m.standing)
	var no *refusal
	if errors.As(err, &no) && no.status == http.StatusConflict {
		m.count(m.ledger.refused, no.code)
		if m.looks < 200 {
			m.after(time.Hour, 4*time.Hour, m.look)
		}
		return nil
	}
	if err != nil {
		return err
	}
	m.count(m.ledger.done, action)
	m.next()
	return nil
}

// plan has somebody act later.
func (m *matter) later(least, most time.Duration, who *caller, action string, with command) {
	m.after(least, most, func(ctx context.Context) error { return m.act(ctx, who, action, with) })
}

// spot is the position of somebody who stands there.
func (m *matter) spot() command {
	return command{"crs": "wgs84", "lng": m.Lng + 0.00002, "lat": m.Lat, "accuracy_m": 8}
}

// before shows how it was; afterwards how it looks now, which it never did before.
func (m *matter) before() map[string]string { return shown(m.photos[0], "before") }

func (m *matter) afterwards() map[string]string {
	m.tries++
	return shown(m.photos[m.tries%len(m.photos)], "after")
}

func shown(photo, kind string) map[string]string { return map[string]string{"id": photo, "kind": kind} }

// worker is who acts for whose hands it is in.
func (m *matter) worker() *caller {
	body := m.Hands.Body
	if body == "" {
		return m.cadre
	}
	m.lock.Lock()
	defer m.lock.Unlock()
	if m.departments[body] == nil {
		m.departments[body] = &caller{town: m.town, login: "d-" + body, role: "department", body: body}
	}
	return m.departments[body]
}

// answer is what the reporter says of the outcome.
func (m *matter) answer(ctx context.Context, approved bool) error {
	body := command{"answer": "approved"}
	if !approved {
		body = command{"answer": "objected", "reason": "第二天又是老样子"}
	}
	m.count(nil, "")
	var err error
	if m.by.outside != "" {
		body["command"] = m.uuid()
		err = m.hotline.call(ctx, http.MethodPost, cityPath+"/orders/"+m.by.outside+"/answer", body, nil)
	} else {
		err = m.citizen.answer(ctx, m.by, body)
	}
	var no *refusal
	if errors.As(err, &no) && no.status == http.StatusConflict {
		m.count(m.ledger.refused, no.code)
		err = nil
	} else if err == nil {
		m.count(m.ledger.done, body["answer"].(string))
	}
	if err == nil {
		m.after(time.Hour, 2*time.Hour, m.look)
	}
	return err
}
