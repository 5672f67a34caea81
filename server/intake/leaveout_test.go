package intake_test

import (
	"context"
	"strings"
	"testing"

	"sizhang/server/intake"
)

// Who asks for it gets the good records without the bad ones, and hears which
// those were; without asking, one bad record stops the import.
func TestLeavingOutWhatIsRefused(t *testing.T) {
	o := forZigong()
	o.LeaveOut = true

	units, report := readAreas(t, "code,name,level,parent,name_en\n"+
		"510300000000,自贡市,city,,\n"+
		",没有代码,county,510300000000,\n"+
		"510302000000,自流井区,county,5.103E+11,\n"+
		"510303000000,贡井区,county,510300000000,"+strings.Repeat("G", 501)+"\n"+
		"510304000000,大安区,county,510300000000,\n", intake.AreaOptions{Options: o})
	if got := lines(report.Findings); got != "omitted value_missing 3 code; omitted text_too_long 5 510303000000 name_en; omitted code_scientific 4 510302000000 parent" {
		t.Errorf("areas: found %s", got)
	}
	if len(units) != 2 || units[1].Code != "510304000000" || report.Refused() || report.Kept != 2 || report.Read != 5 {
		t.Errorf("areas: got %+v", units)
	}

	shapes := forCommunities()
	shapes.Options = o
	text := collection(feature(`{"code":"510302001001"}`, polygon(eight)), feature(`{"code":"510302001002"}`, polygon(block)), feature(`{}`, polygon(block)))
	drawn, report := readTerritory(t, text, shapes)
	if got := lines(report.Findings); got != "omitted shape_self_crossing 1 510302001001 geometry; omitted property_absent 3 code" {
		t.Errorf("shapes: found %s", got)
	}
	if len(drawn) != 1 || drawn[0].Code != "510302001002" || report.Refused() {
		t.Errorf("shapes: got %+v", drawn)
	}

	const street = "510302R00001,street_head,"
	seats, report, err := intake.ReadAppointments(context.Background(), strings.NewReader(appointmentHeader+
		street+"E2,李四,2024-03-01,,,\n"+street+"E1,张三,2022-03-01,2024-03-02,,\n"+street+"E3,王五,soon,,,\n"+
		street+"E4,赵六,2024-02-01,2024-04-01,,\n"+street+"E5,钱七,2024-04-01,,,\n"),
		intake.AppointmentOptions{Options: o})
	if err != nil {
		t.Fatal(err)
	}
	if got := lines(report.Findings); got != "omitted principals_clash 2 510302R00001 from; omitted date_invalid 4 510302R00001 from; omitted principals_clash 5 510302R00001 from; omitted principals_clash 6 510302R00001 from" {
		t.Errorf("appointments: found %s", got)
	}
	if len(seats) != 1 || len(seats[0].Terms) != 1 || seats[0].Terms[0].Person != "E1" || report.Kept != 1 {
		t.Errorf("appointments: got %+v", seats)
	}
}

// What is wrong with the whole file is no record to leave out.
func TestWholeFilesAreNotLeftOut(t *testing.T) {
	o := forZigong()
	o.LeaveOut = true
	for _, text := range []string{"", "code,name\n1,a\n", header + "1,a,ward,\n", header + strings.Repeat("1,,city,\n", 1200)} {
		if _, report := readAreas(t, text, intake.AreaOptions{Options: o}); !report.Refused() {
			t.Errorf("%.20q passed: %s", text, lines(report.Findings[:min(len(report.Findings), 3)]))
		}
	}
	shapes := forCommunities()
	shapes.Options = o
	for _, text := range []string{"", collection(), collection(feature(`{"code":"1"}`, polygon(block)))[:100]} {
		if _, report := readTerritory(t, text, shapes); !report.Refused() {
			t.Errorf("%.20q passed: %s", text, lines(report.Findings))
		}
	}
}
