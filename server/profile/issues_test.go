package profile_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/clock"
	"sizhang/domain/fault"
	"sizhang/server/profile"
)

// The shipped file spells out what a city gets that says nothing.
func TestTheShippedRulesForIssuesAreTheDefault(t *testing.T) {
	want := city.DefaultIssueRules
	want.Hours, want.Workdays, want.CalendarDays = clock.OfficeHours(), clock.SameMoment, clock.SameMoment
	if got := profile.Default("110000", city.Names{ZH: "北京市"}).Issues; !reflect.DeepEqual(*got, want) {
		t.Errorf("got %+v\nwant %+v", *got, want)
	}
	if !strings.Contains(string(profile.Chinese), "\nissues:\n") {
		t.Error("the shipped file does not show them")
	}
}

// A city without the posts that the default tells has the rest of it.
func TestNobodyIsToldWhoIsNotThere(t *testing.T) {
	p, err := profile.Parse([]byte(small), "510300")
	if err != nil {
		t.Fatal(err)
	}
	var marks []string
	for _, m := range p.Issues.Marks {
		marks = append(marks, fmt.Sprint(m.ID, m.Tell))
	}
	if got := strings.Join(marks, " "); got != "soon[hands] overdue[hands next_head] overdue_1[next_head leaders]" {
		t.Errorf("marks %s", got)
	}
}

const rules = `name: {zh: 甲市}
levels: [{id: city, name: {zh: 市}, form: tiling}]
posts: [{id: head, name: {zh: 长}, kind: head, levels: [city]}, {id: mayor, name: {zh: 市长}, kind: leader, levels: [city]}]
`

func TestRulesForIssuesAreRead(t *testing.T) {
	text := rules + `issues:
  hours:
    - time: 9:00-12:00，13:00至17:30
    - {time: 08:00-14:00, season_from: 06-01, season_until: 09-30, from: 2026-06-01, until: 2028-09-30}
  workdays: end_of_day
  hands: department
  file_at_once: []
  dispatch_at_once: false
  limits: {file: 30 urgent_hours, claim: none, handle: 1 workday, check: 无, silence: 0}
  marks:
    - {id: warn, ahead: 4 工作时, tell: [mayor]}
    - {id: late, behind: 0, tell: [hands]}
    - {id: later, behind: "1.5 工作日", tell: [next_head, leaders]}
    - {id: half, share: 50, tell: [hands]}
  max_postponements: 0
  max_suspension_days: 0
  photos_report: 0
  check_within_m: 0
  border_m: -1
  duplicates: {within_hours: 48}
  chronic: {count: 0}
`
	p, err := profile.Parse([]byte(text), "510300")
	if err != nil {
		t.Fatal(err)
	}
	h := time.Hour
	want := city.IssueRules{
		Hours: []clock.Hours{
			{Spans: []clock.Span{{From: 9 * h, Until: 12 * h}, {From: 13 * h, Until: 17*h + 30*time.Minute}}},
			{Spans: []clock.Span{{From: 8 * h, Until: 14 * h}}, From: clock.DayOf(2026, 6, 1), Until: clock.DayOf(2028, 9, 30),
				SeasonFrom: clock.MonthDay{Month: 6, Day: 1}, SeasonUntil: clock.MonthDay{Month: 9, Day: 30}},
		},
		Workdays: clock.EndOfDay, CalendarDays: clock.SameMoment, Hands: city.ToDepartment, FileAtOnce: []string{},
		Limits: city.StageLimits{
			File: clock.Limit{Kind: clock.Urgent, Amount: 30 * h}, Verify: city.DefaultIssueRules.Limits.Verify,
			Dispatch: city.DefaultIssueRules.Limits.Dispatch, Handle: clock.Limit{Kind: clock.Workdays, Amount: 24 * h},
		},
		Marks: []city.IssueMark{
			{Mark: clock.Mark{ID: "warn", When: clock.Ahead, Limit: clock.Limit{Kind: clock.WorkHours, Amount: 4 * h}}, Tell: []string{"mayor"}},
			{Mark: clock.Mark{ID: "late", When: clock.Behind}, Tell: []string{"hands"}},
			{Mark: clock.Mark{ID: "later", When: clock.Behind, Limit: clock.Limit{Kind: clock.Workdays, Amount: 36 * h}}, Tell: []string{"next_head", "leaders"}},
			{Mark: clock.Mark{ID: "half", When: clock.Share, Share: 50}, Tell: []string{"hands"}},
		},
		PhotosFinish: 1, BorderM: -1, Duplicates: city.DuplicateRule{RadiusM: 50, Within: 48 * h},
		Chronic: city.ChronicRule{Within: 90 * 24 * h, Resolution: 11},
	}
	if !reflect.DeepEqual(*p.Issues, want) {
		t.Errorf("got  %+v\nwant %+v", *p.Issues, want)
	}
	written, err := profile.Format(p)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := profile.Parse(written, ""); err != nil || !reflect.DeepEqual(p, again) {
		t.Errorf("%v: came back as %+v from\n%s", err, again, written)
	}
}

// What is wrong is told with its place, all of it at once.
func TestRulesForIssuesThatAreWrong(t *testing.T) {
	for text, want := range map[string]string{
		"  hands: nobody":                                      "hands_unknown issues.hands",
		"  workdays: never":                                    "calendar_rule_unknown issues.workdays",
		"  calendar_days: 3":                                   "calendar_rule_unknown issues.calendar_days",
		"  hours: [{time: later}]":                             "hours_unread issues.hours[0].time",
		"  hours: [{time: \"\"}]":                              "calendar_spans_missing issues.hours[0].spans",
		"  hours: [{time: 08:00-12:75}]":                       "hours_unread issues.hours[0].time",
		"  hours: [{time: \"08:00-25:00\"}]":                   "hours_unread issues.hours[0].time",
		"  hours: [{time: 12:00-08:00}]":                       "calendar_span_invalid issues.hours[0].spans[0]",
		"  hours: [{time: \"08:00-12:00, 11:00-13:00\"}]":      "calendar_spans_order issues.hours[0].spans[1]",
		"  hours: [{time: \"08:00-12:00\", from: 2026-01-01}]": "calendar_hours_missing issues.hours[0]",
		"  hours: [{time: \"08:00-12:00\"}, {time: \"08:00-12:00\", from: soon}]":         "hours_unread issues.hours[1].from",
		"  hours: [{time: \"08:00-12:00\"}, {time: \"08:00-12:00\", season_from: 02-30}]": "hours_unread issues.hours[1].season_from",
		"  hours: [{time: \"08:00-12:00\"}, {time: \"08:00-12:00\", season_from: 05-01}]": "calendar_season_invalid issues.hours[1].season",
		"  limits: {file: soon}":                                                          "limit_unread issues.limits.file",
		"  limits: {silence: 99999 天}":                                                    "limit_amount_invalid issues.limits.silence",
		"  file_at_once: [patrols]":                                                       "source_unknown issues.file_at_once[0]",
		"  file_at_once: [head, head]":                                                    "id_doubled issues.file_at_once[1]",
		"  marks: [{id: a, share: 100, tell: [hands]}]":                                   "mark_invalid issues.marks[0]",
		"  marks: [{id: a, ahead: 0, tell: [hands]}]":                                     "mark_invalid issues.marks[0]",
		"  marks: [{id: a, tell: [hands]}]":                                               "mark_when issues.marks[0]",
		"  marks: [{id: a, share: 1, behind: 0, tell: [hands]}]":                          "mark_when issues.marks[0]",
		"  marks: [{id: A, behind: 0, tell: [hands]}]":                                    "id_invalid issues.marks[0].id",
		"  marks: [{id: a, behind: 0, tell: [hands]}, {id: a, behind: 0, tell: [hands]}]": "id_doubled issues.marks[1].id",
		"  marks: [{id: a, behind: 0, tell: []}]":                                         "tell_missing issues.marks[0].tell",
		"  marks: [{id: a, behind: 0, tell: [head]}]":                                     "tell_unknown issues.marks[0].tell[0]",
		"  marks: [{id: a, behind: 0, tell: [hands, boss]}]":                              "tell_unknown issues.marks[0].tell[1]",
		"  max_postponements: -1":                                                         "issue_number issues.max_postponements",
		"  max_suspension_days: 9999999999":                                               "issue_number issues.max_suspension_days",
		"  max_suspension_days: 400":                                                      "issue_number issues.max_suspension_days",
		"  photos_report: 21":                                                             "issue_number issues.photos_report",
		"  photos_finish: -1":                                                             "issue_number issues.photos_finish",
		"  check_within_m: .nan":                                                          "issue_number issues.check_within_m",
		"  border_m: -2":                                                                  "issue_number issues.border_m",
		"  duplicates: {radius_m: 1e9}":                                                   "issue_number issues.duplicates.radius_m",
		"  duplicates: {within_hours: -1}":                                                "issue_number issues.duplicates.within_hours",
		"  chronic: {resolution: 15}":                                                     "resolution_invalid issues.chronic.resolution",
		"  chronic: {within_days: 0}":                                                     "issue_number issues.chronic.within_days",
		"  chronic: {count: -1}":                                                          "issue_number issues.chronic.count",
		"  limit: {}":                                                                     "profile_key_unknown limit",
		"  photos_report: many":                                                           "not_an_integer ",
	} {
		_, err := profile.Parse([]byte(rules+"issues:\n"+text+"\n"), "510300")
		var got []string
		for _, f := range fault.All(err) {
			got = append(got, fmt.Sprintf("%s %s", f.Code, f.Field))
			if said := f.Text(fault.Chinese) + f.Text(fault.English); strings.ContainsAny(said, "{}") {
				t.Errorf("%s: %s", text, said)
			}
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
		if err != nil && !strings.HasPrefix(err.Error(), "line 5, ") && !strings.HasPrefix(err.Error(), "line 4, ") {
			t.Errorf("%s: %v", text, err)
		}
	}
}
