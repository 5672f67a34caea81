package issue

import (
	"strconv"
	"strings"

	"sizhang/domain/fault"
)

// Did says whether the issue did the command before (重复指令): the same content, from
// the same hand. The id of somebody else's command, or of one that asked for anything
// else, is fault.CommandReused. An event that was written before there
// were fingerprints is told by who did what alone.
func (i *Issue) Did(c *Command) (bool, error) {
	if c.ID == "" {
		return false, nil
	}
	for k := range i.History {
		e := &i.History[k]
		if e.Command != c.ID {
			continue
		}
		content, known := e.With[WithContent]
		if e.Action != c.Action || known && content != c.digest() ||
			e.By.Kind != c.By.Kind || e.By.Account != c.By.Account || e.By.Person != c.By.Person {
			return false, fault.New(fault.CommandReused, "command", fault.With{"command": c.ID, "action": e.Action})
		}
		return true, nil
	}
	return false, nil
}

// digest is a fingerprint of all that the command asks for, in hexadecimal digits: half
// of a SHA-256, since nobody gains by two commands of their own that look alike. Who
// asks is not in it but for the reporter whom a citizen is: of all others the event
// tells.
func (c *Command) digest() string {
	d := newDigest()
	d.texts(string(c.Action), strings.TrimSpace(c.Reason), c.Unit, c.Document, c.Into, c.Category, c.Condition, c.Body, c.Citizen, c.Order)
	d.instant(c.Until)
	d.texts(strconv.Itoa(len(c.Photos)))
	for _, p := range c.Photos {
		d.texts(p.ID, string(p.Kind))
	}
	d.texts(strconv.Itoa(len(c.Bodies)))
	d.texts(c.Bodies...)
	if at := c.At; at != nil {
		d.texts("at")
		d.numbers(at.Lng, at.Lat, c.AccuracyM)
	}
	if to := c.To; to != nil {
		d.texts("to", to.Unit, to.Post, to.Body)
	}
	if p := c.Place; p != nil {
		d.texts("place", string(p.Datum), p.Address)
		d.numbers(p.X, p.Y, p.AccuracyM)
	}
	if c.Part != nil {
		d.texts("part", c.Part.ID)
	}
	return d.sum()[:32]
}
