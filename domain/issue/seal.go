package issue

import (
	"strconv"
	"time"
)

// seal is a fingerprint of the issue as it stands, in hexadecimal digits: of all that is
// not in its events and that no later event could be recomputed from, such as who works
// on it, the clocks and the routing. The last event of every change has that of the
// issue after it, see WithSeal. It is half of a SHA-256: enough where nobody can choose both sides.
//
// Three things stand out of it. City, id and number are in the first event, see chainEnd
// and WithNumber. Name and telephone of who reported are not in it for the reason of
// Filing.Digest. What a clock's deadline was reckoned by changes without an event where
// the deadline stays.
//
// What comes to an issue in later versions goes in at the end, and only where it is set:
// what was sealed before has to hold.
func (i *Issue) seal() string {
	d := newDigest()
	d.texts(string(i.Source), i.Outside, i.Category, i.Condition, i.Text, string(i.State), string(i.Was), i.Into)
	d.place(&i.Place)
	each(d, i.Photos, func(p *Photo) { d.texts(p.ID, string(p.Kind)); d.counts(p.Seq) })
	each(d, i.Reporters, d.reporter)
	d.routing(&i.Routing)
	d.hands(i.Hands)
	d.by(i.Worker)
	d.request(i.Asked)
	each(d, i.Clocks, d.timer)
	for _, at := range []time.Time{i.Moments.Found, i.Moments.Claimed, i.Moments.Fixed, i.Moments.Announced, i.Moments.Answered} {
		d.instant(at)
	}
	each(d, i.Told, func(t *Told) { d.texts(t.Mark); d.counts(t.Timer, t.Round); d.instant(t.At) })
	d.counts(i.Postponements, i.Suspensions, i.Bounces, i.Reworks, i.Reopenings)
	d.flags(i.Appealed, i.Exempt, i.OnTheSpot, i.Chronic)
	d.joint(i.Joint)
	d.list(i.Parts)
	return d.sum()[:32]
}

// each puts in how many there are, then every one.
func each[T any](d *digest, list []T, put func(*T)) {
	d.counts(len(list))
	for k := range list {
		put(&list[k])
	}
}

func (d *digest) list(texts []string) {
	d.counts(len(texts))
	d.texts(texts...)
}

func (d *digest) counts(counts ...int) {
	for _, n := range counts {
		d.texts(strconv.Itoa(n))
	}
}

func (d *digest) flags(flags ...bool) {
	for _, is := range flags {
		d.texts(strconv.FormatBool(is))
	}
}

func (d *digest) hands(h Hands) {
	d.texts(h.Unit, h.Post, h.Person, h.Name, h.Body)
	d.flags(h.Fallback)
}

func (d *digest) place(p *Place) {
	d.texts(string(p.Datum), p.Address)
	d.numbers(p.Point.Lng, p.Point.Lat, p.X, p.Y, p.AccuracyM)
}

func (d *digest) reporter(r *Reporter) {
	d.texts(string(r.Kind), r.Key, r.Issue, string(r.Answer))
	d.by(r.By)
	d.instant(r.At)
}

func (d *digest) routing(r *Routing) {
	d.counts(r.Version)
	for _, codes := range [][]string{r.Units, r.Spots, r.Departments, r.Supervisors} {
		d.list(codes)
	}
	each(d, r.Heads, func(h *Hands) { d.hands(*h) })
	each(d, r.Sponsors, func(s *Sponsor) { d.texts(s.Kind, s.Unit, s.Body, s.Person) })
	d.hands(r.Root)
	each(d, r.Candidates, func(c *Candidate) {
		d.texts(c.Unit)
		d.numbers(c.Metres)
		d.flags(c.Precedent)
		d.hands(c.Head)
	})
	d.texts(r.Settled)
}

func (d *digest) request(r *Request) {
	if d.flags(r != nil); r == nil {
		return
	}
	d.texts(string(r.Action), r.Reason)
	d.instant(r.At)
	d.instant(r.Until)
	d.by(r.By)
	if d.flags(r.Seconded != nil); r.Seconded != nil {
		d.by(*r.Seconded)
	}
}

// timer leaves out by what its deadline was reckoned.
func (d *digest) timer(t *Timer) {
	d.texts(string(t.Stage), string(t.Limit.Kind))
	d.counts(int(t.Limit.Amount.Milliseconds()), len(t.Events))
	for _, e := range t.Events {
		d.texts(string(e.Kind))
		d.instant(e.At)
		d.instant(e.Until)
	}
	d.instant(t.Due)
	d.flags(t.Done, t.Late)
}

func (d *digest) joint(j *Joint) {
	if d.flags(j != nil); j == nil {
		return
	}
	d.instant(j.At)
	d.by(j.By)
	d.texts(j.Reason)
	d.instant(j.Until)
	each(d, j.Calls, func(c *Call) {
		d.texts(c.Body)
		d.instant(c.Arrived)
		d.by(c.By)
		d.numbers(c.Metres)
		d.flags(c.Late)
	})
}
