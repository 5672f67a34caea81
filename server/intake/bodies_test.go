package intake_test

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"time"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/person"
	"sizhang/server/intake"
)

func beijing(y, m, d int) time.Time {
	return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.FixedZone("", 8*3600)).UTC()
}

// utc writes times in UTC, so that they compare with ==.
func utc(at time.Time) time.Time {
	if at.IsZero() {
		return time.Time{}
	}
	return at.UTC()
}

func oneOf(codes string) func(string) bool {
	return func(code string) bool { return strings.Contains(" "+codes+" ", " "+code+" ") }
}

var ctx = context.Background()

func TestReadBodies(t *testing.T) {
	bodies, report, err := intake.ReadBodies(ctx, strings.NewReader("类型,上级机构,机构编码,机构名称,英文名\n"+
		"专项组,HQ,G1,环境卫生组,Sanitation group\n指挥部,,HQ,创建指挥部,\n,'00123,D1,城管局,\n"), forZigong())
	if err != nil || len(report.Findings) > 0 || report.Read != 3 || report.Kept != 3 {
		t.Fatalf("%d of %d kept, %v, found %s", report.Kept, report.Read, err, lines(report.Findings))
	}
	want := []body.Body{
		{Code: "G1", Names: city.Names{ZH: "环境卫生组", EN: "Sanitation group"}, Parent: "HQ", Kind: "专项组"},
		{Code: "HQ", Names: city.Names{ZH: "创建指挥部"}, Kind: "指挥部"},
		{Code: "D1", Names: city.Names{ZH: "城管局"}, Parent: "00123"},
	}
	if !reflect.DeepEqual(bodies, want) {
		t.Errorf("got %+v", bodies)
	}
}

func TestReadPeople(t *testing.T) {
	people, report, err := intake.ReadPeople(ctx, strings.NewReader("工号,姓名,手机,所属机构\nE1,张三,+86 138 0000 0000,D1\nE2,张三,,\n"),
		intake.PeopleOptions{Options: forZigong(), Bodies: oneOf("D1")})
	want := []person.Person{{ID: "E1", Name: "张三", Phone: "+86 138 0000 0000", Body: "D1"}, {ID: "E2", Name: "张三"}}
	if err != nil || len(report.Findings) > 0 || report.Kept != 2 || !reflect.DeepEqual(people, want) {
		t.Errorf("got %+v, %v, found %s", people, err, lines(report.Findings))
	}
}

func TestRegisterFindings(t *testing.T) {
	readers := map[string]func(string) *intake.Report{
		"bodies": func(rows string) *intake.Report {
			_, report, _ := intake.ReadBodies(ctx, strings.NewReader("code,name,parent\n"+rows), forZigong())
			return report
		},
		"categories": func(rows string) *intake.Report {
			_, report, _ := intake.ReadCategories(ctx, strings.NewReader("code,name,parent\n"+rows), intake.CategoryOptions{Options: forZigong()})
			return report
		},
		"people": func(rows string) *intake.Report {
			o := intake.PeopleOptions{Options: forZigong(), Bodies: oneOf("D1")}
			_, report, _ := intake.ReadPeople(ctx, strings.NewReader("person,name,body,phone\n"+rows), o)
			return report
		},
	}
	tests := []struct{ reader, rows, want string }{
		{"bodies", ",城管局,\n", "refused value_missing 2 code"},
		{"bodies", "D1,,\n", "refused value_missing 2 D1 name"},
		{"bodies", "D1,甲,\nD2,乙,\nD1,丙,\n", "refused code_doubled 4 D1 code"},
		{"bodies", "1.1E+11,城管局,\n", "refused code_scientific 2 code"},
		{"bodies", "D1,城管局,2.2E+12\n", "refused code_scientific 2 D1 parent"},
		{"bodies", "D1," + strings.Repeat("长", 501) + ",\n", "refused text_too_long 2 D1 name"},
		{"categories", ",,01\n", "refused value_missing 2 code; refused value_missing 2 name"},
		{"categories", "01,甲,\n01,甲,\n", "refused code_doubled 3 01 code"},
		{"people", ",张三,,\n", "refused value_missing 2 person"},
		{"people", "E1,,,\n", "refused value_missing 2 E1 name"},
		{"people", "E1,张三,,\nE1,李四,,\n", "refused person_doubled 3 E1 person"},
		{"people", "E1,张三,D9,\n", "refused body_unknown 2 E1 body"},
		{"people", "E1,张三,,1.38E+10\n", "refused code_scientific 2 E1 phone"},
	}
	for _, test := range tests {
		report := readers[test.reader](test.rows)
		if got := lines(report.Findings); got != test.want {
			t.Errorf("%s %q: found %q, want %q", test.reader, test.rows, got, test.want)
		}
		legible(t, report.Findings)
	}
}

// The check of a draft knows no file: its findings about bodies get their rows.
func TestTheChecksFindingsGetTheirRows(t *testing.T) {
	bodies, report, err := intake.ReadBodies(ctx, strings.NewReader("code,name,parent\nD1,甲,\nD2,乙,D9\n"), forZigong())
	if err != nil {
		t.Fatal(err)
	}
	report.Add(body.CheckBodies(nil, bodies)...)
	if got := lines(report.Findings); got != "refused body_parent_unknown 3 D2 parent" {
		t.Errorf("found %q", got)
	}
}

// A dash takes away what is recorded, and is looked up nowhere.
func TestADashIsReadAsOne(t *testing.T) {
	people, report, err := intake.ReadPeople(ctx, strings.NewReader("person,name,phone,body\nE1,张三,-,-\n"), intake.PeopleOptions{Options: forZigong(), Bodies: oneOf("D1")})
	if err != nil || len(report.Findings) > 0 || len(people) != 1 || people[0].Phone != "-" || people[0].Body != "-" {
		t.Errorf("%+v, %v, found %s", people, err, lines(report.Findings))
	}
}
