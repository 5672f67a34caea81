package clock

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

var marks = []Mark{
	{ID: "80%", When: Share, Share: 80},
	{ID: "2h", When: Ahead, Limit: Limit{WorkHours, 2 * time.Hour}},
	{ID: "late", When: Behind},
	{ID: "late 1 day", When: Behind, Limit: Limit{Workdays, 24 * time.Hour}},
	{ID: "late 3 urgent", When: Behind, Limit: Limit{Urgent, 3 * time.Hour}},
}

func TestAlarms(t *testing.T) {
	c := made(t, nil)
	e := func(kind EventKind, at string) Event { return c.event(t, kind, at) }
	pause := e(Pause, "2024-03-05 18:00")
	pause.Until = c.local(t, "2024-03-07 08:00")
	for _, test := range []struct {
		limit  string
		events []Event
		want   string
	}{
		// 5 workdays from Friday 17:00; 4 of them are over on Thursday 17:00.
		{"5工作日", []Event{e(Start, "2024-03-01 17:00")}, "80%/0 03-07 17:00, 2h/0 03-08 15:00, late/0 03-08 17:00, late 3 urgent/0 03-08 20:00, late 1 day/0 03-11 17:00"},
		{"1工作时", []Event{e(Start, "2024-03-01 17:00")}, "2h/0 03-01 17:00, 80%/0 03-01 17:48, late/0 03-01 18:00, late 3 urgent/0 03-01 21:00, late 1 day/0 03-04 18:00"},
		// A pause of a day moves what was not reached; 80 % were reached before it.
		{"5工作日", []Event{e(Start, "2024-03-01 17:00"), e(Pause, "2024-03-07 18:00"), e(Resume, "2024-03-09 10:00")}, "80%/0 03-07 17:00, 2h/0 03-11 15:00, late/0 03-11 17:00, late 3 urgent/0 03-11 20:00, late 1 day/0 03-12 17:00"},
		{"5工作日", []Event{e(Start, "2024-03-01 17:00"), e(Pause, "2024-03-07 18:00")}, "80%/0 03-07 17:00"},
		{"5工作日", []Event{e(Start, "2024-03-01 17:00"), pause}, "80%/0 03-08 17:00, 2h/0 03-11 15:00, late/0 03-11 17:00, late 3 urgent/0 03-11 20:00, late 1 day/0 03-12 17:00"},
		// An extension opens a round: of 10 workdays 8 are over on Wednesday week.
		{"5工作日", []Event{e(Start, "2024-03-01 17:00"), e(Extend, "2024-03-08 16:00")}, "80%/1 03-13 17:00, 2h/1 03-15 15:00, late/1 03-15 17:00, late 3 urgent/1 03-15 20:00, late 1 day/1 03-18 17:00"},
		{"5工作日", []Event{e(Start, "2024-03-01 17:00"), e(Finish, "2024-03-08 17:00")}, "80%/0 03-07 17:00, 2h/0 03-08 15:00"},
		{"5工作日", []Event{e(Start, "2024-03-01 17:00"), e(Finish, "2024-03-08 17:01")}, "80%/0 03-07 17:00, 2h/0 03-08 15:00, late/0 03-08 17:00"},
		{"5工作日", nil, ""},
	} {
		var got []string
		for _, a := range story(t, c, test.limit, test.events...).Alarms(marks) {
			got = append(got, fmt.Sprintf("%s/%d %s", a.ID, a.Round, a.At.Format("01-02 15:04")))
			if a.Escalation != strings.HasPrefix(a.ID, "late") {
				t.Errorf("%s escalates: %v", a.ID, a.Escalation)
			}
			if a.Reached(a.At) == a.Escalation || !a.Reached(a.At.Add(1)) || a.Reached(a.At.Add(-1)) {
				t.Errorf("%s: reached at the wrong instant", a.ID)
			}
		}
		if joined := strings.Join(got, ", "); joined != test.want {
			t.Errorf("%v:\n got %s\nwant %s", test.events, joined, test.want)
		}
	}
}

func TestMarksThatAreNone(t *testing.T) {
	if err := CheckMarks(marks); err != nil {
		t.Error(err)
	}
	for _, m := range []Mark{
		{When: Behind}, {ID: "late", When: Behind}, {ID: "a"}, {ID: "a", When: Share}, {ID: "a", When: Share, Share: 100},
		{ID: "a", When: Ahead}, {ID: "a", When: Behind, Limit: Limit{Urgent, -1}}, {ID: "a", When: Behind, Limit: Limit{"", 1}},
	} {
		if CheckMarks(append(marks[:len(marks):len(marks)], m)) == nil {
			t.Errorf("%+v is a mark", m)
		}
	}
}
