package lives

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"sizhang/domain/access"
	"sizhang/domain/city"
	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/server/issues"
)

// player lives one issue through, step by step, each at its own time, as the people of
// the city would: what it does is refused where theirs would be.
type player struct {
	ctx     context.Context
	desk    *issues.Issues
	profile *city.Profile
	county  string
	rng     *rand.Rand
	now     time.Time // of the play
	end     time.Time // when it stops
	photos  Photos
	issue.Issue
	report issue.Filing // what it began with
	steps  int
	key    string // of the citizen who reported it
	over   bool   // the end came before the next step
}

// wait lets time pass, and whatever is due happen meanwhile. People sleep.
func (p *player) wait(least, most time.Duration) {
	if p.over {
		return
	}
	at := awake(p.now.Add(least + time.Duration(p.rng.Float64()*float64(most-least))))
	if at.After(p.end) {
		at, p.over = p.end, true
	}
	p.until(at)
}

// until tends the issue at each instant at which something is due until at.
func (p *player) until(at time.Time) {
	due, err := p.desk.Tend(p.ctx, p.City, p.ID)
	for range 1000 {
		p.must(err)
		if due.IsZero() || due.After(at) {
			break
		}
		if due.After(p.now) {
			p.now = due
		}
		due, err = p.desk.Tend(p.ctx, p.City, p.ID)
	}
	p.now = at
	i, err := p.desk.Get(p.ctx, p.City, p.ID)
	p.must(err)
	p.Issue = i
}

// awake moves what would be done at night to the next morning.
func awake(at time.Time) time.Time {
	at = at.In(city.China)
	eight := time.Date(at.Year(), at.Month(), at.Day(), 8, 0, 0, 0, city.China)
	switch {
	case at.Hour() < 7:
		return eight.Add(time.Duration(at.Minute()) * time.Minute)
	case at.Hour() > 20:
		return eight.AddDate(0, 0, 1).Add(time.Duration(at.Minute()) * time.Minute)
	}
	return at
}

// failure is what a player gives up with.
type failure struct{ error }

func (p *player) must(err error) {
	if err != nil {
		panic(failure{fmt.Errorf("issue %s, in the state %s: %w", p.ID, p.State, err)})
	}
}

// do gives the issue a command of somebody.
func (p *player) do(c issue.Command) { p.must(p.try(c)) }

// try is do for what may be refused.
func (p *player) try(c issue.Command) error {
	if p.over {
		return nil
	}
	p.steps++
	c.ID = fmt.Sprintf("%s-%02d", p.ID, p.steps)
	i, err := p.desk.Do(p.ctx, p.City, p.ID, c)
	if err == nil {
		p.Issue = i
	}
	return err
}

// dispatcher, checker and the others are who acts. They are made up, and their names
// say so.
func (p *player) dispatcher() issue.Command {
	return p.staff("demo-dispatcher", "派遣员示例", "dispatcher", p.county, "")
}

func (p *player) checker() issue.Command {
	c := p.staff("demo-checker", "核查员示例", "dispatcher", p.county, "")
	near := p.Place.Point
	near.Lat += 0.0001
	c.At, c.AccuracyM = &near, 8
	return c
}

// worker acts for whose hands the issue is in.
func (p *player) worker() issue.Command {
	h := p.Hands
	if h.Body != "" {
		return p.staff("demo-"+h.Body, "经办人示例", "department", "", h.Body)
	}
	role := city.HeadRole
	if post, _, known := p.profile.Post(h.Post); known && post.Kind == city.Leader || h.Person == "" {
		role = "cadre"
	}
	c := p.staff("", h.Name, role, h.Unit, "")
	c.By.Person, c.By.Post, c.Actor.Person = h.Person, h.Post, h.Person
	if h.Person == "" {
		c.By.Account, c.By.Name = "demo-cadre", "社区干部示例"
	}
	return c
}

func (p *player) staff(account, name, role, unit, body string) issue.Command {
	actor := access.Actor{City: p.City, Account: account}
	if r, known := p.profile.Role(role); known {
		actor.Holdings = []access.Holding{{Role: &r.Role, Unit: unit, Body: body}}
	}
	return issue.Command{Actor: actor, By: issue.By{Kind: issue.ByStaff, Account: account, Name: name, Unit: unit, Body: body}}
}

func (p *player) citizen() issue.Command {
	return issue.Command{By: issue.By{Kind: issue.ByCitizen}, Citizen: p.key}
}

// spot is the position of somebody who stands near the issue.
func (p *player) spot() *geo.Point {
	near := p.Place.Point
	near.Lng += 0.00005
	return &near
}
