package intake_test

import (
	"context"
	"strings"
	"testing"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/server/intake"
	"sizhang/server/profile"
)

// Tables may say 网格 and 网格长 where the profile's ids are grid and grid_head.
func TestTablesInChineseWords(t *testing.T) {
	p := profile.Default("510300", city.Names{ZH: "自贡市"})
	areas := "编码,名称,层级,上级\n510302000000,自流井区,区县,\n510302001000,五星街街道,乡镇街道,510302000000\n510302001002,高山井社区,社区（村）,510302001000\n510302001002001,第一网格,网格,510302001002\n"
	units, report, err := intake.ReadAreas(context.Background(), strings.NewReader(areas), intake.AreaOptions{Options: intake.Options{Profile: p}})
	if err != nil || report.Refused() || len(units) != 4 || units[0].Level != "county" || units[1].Level != "subdistrict" || units[3].Level != "grid" {
		t.Errorf("%+v, %+v, %v", units, report.Findings, err)
	}
	terms := "单元,岗位,人员编号,姓名,任职日期\n510302001002001,网格长,1,张三,2024-03-01\n"
	seats, report, err := intake.ReadAppointments(context.Background(), strings.NewReader(terms), intake.AppointmentOptions{Options: intake.Options{Profile: p}})
	if err != nil || report.Refused() || len(seats) != 1 || seats[0].Post != "grid_head" {
		t.Errorf("%+v, %+v, %v", seats, report.Findings, err)
	}
	sponsored := "类型,单元,包保方,名称,开始日期\n包街,510302R00001,A01,水务局,2024-03-01\n"
	list, report, err := intake.ReadSponsorships(context.Background(), strings.NewReader(sponsored), intake.SponsorshipOptions{Options: intake.Options{Profile: p}})
	if err != nil || len(list) != 1 || list[0].Kind != "street_adoption" {
		t.Errorf("%+v, %+v, %v", list, report.Findings, err)
	}
}

// What is refused is told in the words of the table, beside the ids.
func TestRefusalsSpeakChinese(t *testing.T) {
	o := intake.Options{Profile: profile.Default("510300", city.Names{ZH: "自贡市"})}
	read := func(r *intake.Report, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, f := range r.Findings {
			texts = append(texts, f.Text(fault.Chinese))
		}
		return strings.Join(texts, "\n")
	}
	_, areas, err := intake.ReadAreas(context.Background(), strings.NewReader("编码,名称,层级\n510302001002,高山井,小区\n"), intake.AreaOptions{Options: o})
	if got := read(areas, err); !strings.Contains(got, "community 社区（村）") {
		t.Error(got)
	}
	in := intake.AppointmentOptions{Options: o, Level: func(string) (string, bool) { return "community", true }}
	_, terms, err := intake.ReadAppointments(context.Background(), strings.NewReader("单元,岗位,人员编号,姓名,任职日期\n510302001002,街长,1,张三,2024-03-01\n510302001002,所长,1,张三,2024-03-01\n"), in)
	if got := read(terms, err); !strings.Contains(got, "层级 community 社区（村） 没有岗位“street_head 街长”；该岗位属于：street 街（路）。") || !strings.Contains(got, "principal_leader 主要领导") {
		t.Error(got)
	}
}
