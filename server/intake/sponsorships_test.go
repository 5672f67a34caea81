package intake_test

import (
	"reflect"
	"strings"
	"testing"

	"sizhang/domain/city"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
	"sizhang/server/intake"
)

// linked is Zigong where a leader has one subdistrict and a subdistrict one
// leader.
func linked(leaveOut bool) intake.SponsorshipOptions {
	p := *zigong
	p.Sponsorships = []city.SponsorKind{
		{ID: "street_adoption", By: city.ByBody, Levels: []string{"street"}},
		{ID: "leader_link", By: city.ByPerson, Levels: []string{"subdistrict"}, MaxUnits: 1, MaxSponsors: 1},
	}
	return intake.SponsorshipOptions{Options: intake.Options{Profile: &p, LeaveOut: leaveOut}, Level: levelOf, Bodies: oneOf("D1 D2")}
}

const sponsorshipHeader = "kind,unit,sponsor,name,from,until,document\n"

func TestReadSponsorships(t *testing.T) {
	list, report, err := intake.ReadSponsorships(ctx, strings.NewReader("包保类型,单元,包保方,名称,开始,结束,文号\n"+
		"street_adoption,510302R00001,D1,城管局,2024-03-01,,自委〔2024〕9号\n"+
		"street_adoption,'510302R00001,D2,,2024-03-01,2025-03-01,\n"+
		"leader_link,510302001000,E7,赵六,2024/5/1,,\n"), linked(false))
	if err != nil || len(report.Findings) > 0 || report.Kept != 3 {
		t.Fatalf("%d kept, %v, found %s", report.Kept, err, lines(report.Findings))
	}
	for i := range list {
		list[i].From, list[i].Until = utc(list[i].From), utc(list[i].Until)
	}
	want := []sponsor.Sponsorship{
		{Kind: "street_adoption", Unit: "510302R00001", Sponsor: "D1", Name: "城管局", From: beijing(2024, 3, 1), Document: "自委〔2024〕9号"},
		{Kind: "street_adoption", Unit: "510302R00001", Sponsor: "D2", From: beijing(2024, 3, 1), Until: beijing(2025, 3, 1)},
		{Kind: "leader_link", Unit: "510302001000", Sponsor: "E7", Name: "赵六", From: beijing(2024, 5, 1)},
	}
	if !reflect.DeepEqual(list, want) {
		t.Errorf("got\n%+v\nwant\n%+v", list, want)
	}
}

func TestSponsorshipFindings(t *testing.T) {
	const street, town = "street_adoption,510302R00001,", "leader_link,510302001000,"
	tests := []struct{ name, rows, want string }{
		{"nothing at all", ",,,,,,x\n", "refused value_missing 2 unit; refused value_missing 2 kind; refused value_missing 2 sponsor; refused value_missing 2 from"},
		{"no such kind", "friends,510302R00001,D1,,2024-03-01,,\n", "refused sponsor_kind_unknown 2 510302R00001 kind"},
		{"no such unit", "street_adoption,510302R00009,D1,,2024-03-01,,\n", "refused unit_unknown 2 510302R00009 unit"},
		{"of another level", "street_adoption,510302001000,D1,,2024-03-01,,\n", "refused sponsor_kind_not_at_level 2 510302001000 kind"},
		{"no such body", street + "D9,,2024-03-01,,\n", "refused sponsor_unknown 2 510302R00001 sponsor"},
		{"a leader without a name", town + "E1,,2024-03-01,,\n", "refused value_missing 2 510302001000 name"},
		{"no beginning", street + "D1,,,,\n", "refused value_missing 2 510302R00001 from"},
		{"ends as it begins", street + "D1,,2024-03-01,2024-03-01,\n", "refused span_empty 2 510302R00001 until"},
		{"twice at once", street + "D1,,2024-03-01,,\n" + street + "D1,,2024-05-01,,\n", "refused sponsorship_doubled 3 510302R00001 from"},
		{"many at once", street + "D1,,2024-03-01,,\n" + street + "D2,,2024-03-01,,\n", ""},
		{"two leaders at once", town + "E2,李四,2024-05-01,,\n" + town + "E1,张三,2024-03-01,,\n", "refused unit_too_many_sponsors 2 510302001000 unit"},
		{"one leader after the other", town + "E1,张三,2024-03-01,2024-05-01,\n" + town + "E2,李四,2024-05-01,,\n", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, report, err := intake.ReadSponsorships(ctx, strings.NewReader(sponsorshipHeader+test.rows), linked(false))
			if err != nil {
				t.Fatal(err)
			}
			legible(t, report.Findings)
			if got := lines(report.Findings); got != test.want {
				t.Errorf("found %q, want %q", got, test.want)
			}
		})
	}
}

func TestSponsorshipsThatBreakARuleCanBeLeftOut(t *testing.T) {
	list, report, err := intake.ReadSponsorships(ctx, strings.NewReader(sponsorshipHeader+
		"leader_link,510302001000,E1,张三,2024-03-01,,\nleader_link,510302001000,E2,李四,2024-05-01,,\nfriends,510302001000,E2,李四,2024-05-01,,\n"), linked(true))
	if err != nil || report.Refused() || len(list) != 1 || list[0].Sponsor != "E1" || report.Kept != 1 {
		t.Errorf("got %+v, %v", list, err)
	}
	if got := lines(report.Findings); got != "omitted unit_too_many_sponsors 3 510302001000 unit; omitted sponsor_kind_unknown 4 510302001000 kind" {
		t.Errorf("found %q", got)
	}
}

// What is not to be looked up is not.
func TestNothingIsLookedUpWhereNobodyKnows(t *testing.T) {
	o := linked(false)
	o.Level, o.Bodies = nil, nil
	_, sponsored, _ := intake.ReadSponsorships(ctx, strings.NewReader(sponsorshipHeader+"street_adoption,X,Y,,2024-03-01,,\n"), o)
	_, charged, _ := intake.ReadCharges(ctx, strings.NewReader("category,body,unit\nA,B,C\n"), intake.ChargeOptions{Options: forZigong()})
	_, registered, _ := intake.ReadPeople(ctx, strings.NewReader("person,name,body\nE1,张三,B\n"), intake.PeopleOptions{Options: forZigong()})
	if len(sponsored.Findings)+len(charged.Findings)+len(registered.Findings) > 0 {
		t.Errorf("found %s; %s; %s", lines(sponsored.Findings), lines(charged.Findings), lines(registered.Findings))
	}
}

func TestBreachesWithThoseInForceGetTheirRow(t *testing.T) {
	_, report, err := intake.ReadSponsorships(ctx, strings.NewReader(sponsorshipHeader+"leader_link,510302001000,E7,赵六,2024-05-01,,\n"), linked(false))
	if err != nil {
		t.Fatal(err)
	}
	report.Add(territory.Finding{Severity: territory.Refusal, Code: "unit_too_many_sponsors", Unit: "510302001000", Field: "unit"})
	if got := lines(report.Findings); got != "refused unit_too_many_sponsors 2 510302001000 unit" {
		t.Errorf("found %s", got)
	}
}
