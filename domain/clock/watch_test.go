package clock

import (
	"math/rand/v2"
	"testing"
	"time"
)

// fleet is some servers that look at clocks while an escalation draws near.
type fleet struct {
	random  *rand.Rand
	servers int
	broken  int // the one whose clock is wrong
}

// wrong is what a broken clock shows instead of the true time.
func (f *fleet) wrong(truth time.Time, how int) time.Time {
	switch how {
	case 0:
		return truth.Add(24 * time.Hour)
	case 1:
		return truth.Add(-24 * time.Hour)
	case 2:
		return time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	case 3:
		return time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	case 4:
		return truth.Add(-time.Duration(f.random.Int64N(int64(time.Hour)))) // runs backwards and forwards
	}
	return time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
}

// A thousand cases: clocks that are a day off, stand in 1970, 2100 or 9999 or go
// back, from the start or suddenly, alone or among others. Nothing is escalated before
// its time, and where clocks are right it is escalated when its time has come.
func TestNoWrongEscalation(t *testing.T) {
	c := made(t, nil)
	for i := range 1000 {
		f := &fleet{random: rand.New(rand.NewPCG(uint64(i), 1)), servers: 1 + i%4}
		l := Limit{Kinds[f.random.IntN(4)], time.Duration(1+f.random.IntN(40)) * time.Hour}
		start := time.Unix(0, newYear(2024)+f.random.Int64N(900*dayNS))
		k, err := Replay(c, l, []Event{{Kind: Start, At: start}})
		if err != nil {
			t.Fatal(err)
		}
		f.broken = f.random.IntN(f.servers)
		f.escalate(t, i, k, f.random.IntN(6))
	}
}

// escalate lets every server look every ten minutes, from before the deadline on. A
// clock goes wrong after the server began; or before, where others or the last note
// can tell: not a day off on a machine alone, nor on one of two.
func (f *fleet) escalate(t *testing.T, i int, k Clock, how int) {
	deadline, _ := k.Deadline()
	watches := make([]Watch, f.servers)
	begun := deadline.At.Add(-time.Duration(30+f.random.IntN(300)) * time.Minute)
	fails := begun.Add(time.Duration(f.random.IntN(200)) * time.Minute)
	if f.servers > 2 || how == 2 || how == 3 || how == 5 {
		fails = fails.Add(-100 * time.Minute)
	}
	fine := i%5 == 0 // no clock fails at all
	raised := 0
	for now := begun; now.Before(deadline.At.Add(40 * time.Minute)); now = now.Add(10 * time.Minute) {
		shown := make([]time.Time, f.servers)
		for s := range shown {
			shown[s] = now.Add(time.Duration(f.random.IntN(20)-10) * time.Second)
			if s == f.broken && !fine && !now.Before(fails) {
				shown[s] = f.wrong(now, how)
			}
		}
		for s := range shown {
			others := append(append([]time.Time{}, shown[:s]...), shown[s+1:]...)
			next, told, _ := watches[s].Look(Sight{Wall: shown[s], Ran: now.Sub(begun), Others: others, Last: begun.Add(-time.Minute)})
			watches[s] = next
			for _, a := range k.Alarms(marks) {
				if !a.Escalation || !a.Reached(told) {
					continue
				}
				raised++
				if now.Add(Tolerance).Before(a.At) {
					t.Fatalf("case %d, %d servers, clock wrong by %d: %s raised at %s instead of %s", i, f.servers, how, a.ID, now, a.At)
				}
			}
		}
	}
	if fine && raised == 0 {
		t.Errorf("case %d: nothing raised though every clock was right", i)
	}
}

func TestWatch(t *testing.T) {
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	far := time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	h := time.Hour
	looked := func(s Sight) Watch { w, _, _ := Watch{}.Look(s); return w }
	for name, test := range map[string]struct {
		watch Watch
		sight Sight
		want  time.Time
		doubt bool
	}{
		"empty store":              {Watch{}, Sight{Wall: noon}, noon, false},
		"after a night":            {Watch{}, Sight{Wall: noon, Last: noon.Add(-12 * h)}, noon, false},
		"before what is written":   {Watch{}, Sight{Wall: noon.Add(-h), Last: noon}, noon, true},
		"in 2100":                  {Watch{}, Sight{Wall: far, Last: noon}, noon, true},
		"in 2100, as others say":   {Watch{}, Sight{Wall: far, Last: noon, Others: []time.Time{far, far}}, far, false},
		"one of three":             {Watch{}, Sight{Wall: far, Others: []time.Time{noon, noon}}, noon, true},
		"one of two that agree":    {Watch{}, Sight{Wall: noon.Add(30 * time.Second), Others: []time.Time{noon}}, noon, false},
		"two that do not":          {looked(Sight{Wall: noon}), Sight{Wall: noon.Add(h), Ran: h, Others: []time.Time{far}}, noon.Add(h), false},
		"the other in 1970":        {looked(Sight{Wall: noon}), Sight{Wall: noon.Add(h), Ran: h, Others: []time.Time{{}}}, noon.Add(h), false},
		"two pairs":                {looked(Sight{Wall: noon}), Sight{Wall: noon.Add(h), Ran: h, Others: []time.Time{noon.Add(h), far, far}}, noon.Add(h), false},
		"an hour later":            {looked(Sight{Wall: noon}), Sight{Wall: noon.Add(h + time.Second), Ran: h}, noon.Add(h + time.Second), false},
		"jumped ahead":             {looked(Sight{Wall: noon}), Sight{Wall: far, Ran: h}, noon.Add(h), true},
		"jumped back":              {looked(Sight{Wall: noon}), Sight{Wall: noon.Add(-h), Ran: h}, noon.Add(h), true},
		"a second back":            {looked(Sight{Wall: noon}), Sight{Wall: noon.Add(-time.Second)}, noon, false},
		"set right by the others":  {looked(Sight{Wall: far}), Sight{Wall: far.Add(h), Ran: h, Others: []time.Time{noon, noon}}, noon, true},
		"the store alone is right": {looked(Sight{Wall: noon}), Sight{Wall: noon.Add(h), Ran: h, Others: []time.Time{noon.Add(h)}}, noon.Add(h), false},
	} {
		if _, got, doubt := test.watch.Look(test.sight); !got.Equal(test.want) || doubt != test.doubt {
			t.Errorf("%s: %s, doubt %v; want %s, %v", name, got, doubt, test.want, test.doubt)
		}
	}
}
