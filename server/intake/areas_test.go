package intake_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/intake"
	"sizhang/server/profile"
)

func readAreas(t *testing.T, text string, o intake.AreaOptions) ([]territory.Unit, *intake.Report) {
	t.Helper()
	if o.Profile == nil {
		o.Profile = zigong
	}
	units, report, err := intake.ReadAreas(context.Background(), strings.NewReader(text), o)
	if err != nil {
		t.Fatal(err)
	}
	legible(t, report.Findings)
	return units, report
}

func TestReadAreasOfARealCity(t *testing.T) {
	units, report, err := intake.ReadAreas(context.Background(), zipped(t, "testdata/zigong-areas.csv.gz"),
		intake.AreaOptions{Options: forZigong(), Levels: intake.StatisticalLevels})
	if err != nil {
		t.Fatal(err)
	}
	if got := lines(report.Findings); got != "noted level_dropped 2 510000000000 level; noted parent_lifted 3 510300000000 parent" {
		t.Errorf("found %s", got)
	}
	levels := map[string]int{}
	for _, u := range units {
		levels[u.Level]++
	}
	want := map[string]int{"city": 1, "county": 6, "subdistrict": 90, "community": 987}
	if len(levels) != len(want) || report.Read != 1085 || report.Kept != 1084 {
		t.Errorf("%d rows, %d units, levels %v", report.Read, report.Kept, levels)
	}
	for level, n := range want {
		if levels[level] != n {
			t.Errorf("%d of %s, want %d", levels[level], level, n)
		}
	}
	if findings := territory.CheckDraft(zigong, nil, units); len(findings) > 0 {
		t.Errorf("the draft has %s", lines(findings))
	}
}

// A city may keep all five levels of the file: levels are data.
func TestReadAreasWithAProvince(t *testing.T) {
	p := *zigong
	p.Levels = append([]city.Level{{ID: "province", Names: city.Names{ZH: "省"}, Form: city.Tiling, Resolution: 11, Code: `\d{2}0{10}`}}, zigong.Levels...)
	p.Levels[1].Parents = []string{"province"}
	levels := map[string]string{"district": "county", "street": "subdistrict"}
	units, report, err := intake.ReadAreas(context.Background(), zipped(t, "testdata/zigong-areas.csv.gz"), intake.AreaOptions{Options: intake.Options{Profile: &p}, Levels: levels})
	if err != nil || len(report.Findings) > 0 || len(units) != 1085 {
		t.Fatalf("%d units, %v, found %s", len(units), err, lines(report.Findings))
	}
	if units[0].Parent != "" || units[1].Parent != "510000000000" {
		t.Errorf("the province hangs under %q, the city under %q", units[0].Parent, units[1].Parent)
	}
	if findings := territory.CheckDraft(&p, nil, units); len(findings) > 0 {
		t.Errorf("the draft has %s", lines(findings))
	}
}

// The statistical files call a subdistrict “street” and a county “district”.
// Read as the profile's own levels, every one is refused with the reason.
func TestTheTrapOfTheLevelNames(t *testing.T) {
	units, _, err := intake.ReadAreas(context.Background(), zipped(t, "testdata/zigong-areas.csv.gz"),
		intake.AreaOptions{Options: forZigong(), Levels: map[string]string{"province": intake.Dropped}})
	if err != nil {
		t.Fatal(err)
	}
	refused := map[string]int{}
	for _, f := range territory.CheckDraft(zigong, nil, units) {
		if f.Code == fault.CodeFitsElsewhere {
			level := strings.Fields(f.With["level"].(string))[0]
			refused[level]++
			if fits := f.With["fits"].(string); level == "street" && !strings.HasPrefix(fits, "subdistrict 乡镇街道") {
				t.Errorf("%s fits %s", f.Unit, fits)
			}
		}
	}
	if refused["street"] != 90 || refused["district"] != 6 {
		t.Errorf("refused %v", refused)
	}
}

func TestAMunicipalityIsItsOwnCity(t *testing.T) {
	text := "code,name,level,parent\n" +
		"110000000000,北京市,province,000000000000\n" +
		"110100000000,市辖区,city,110000000000\n" +
		"110101000000,东城区,district,110100000000\n"
	beijing := profile.Default("110000", city.Names{ZH: "北京市"})
	units, report := readAreas(t, text, intake.AreaOptions{Options: intake.Options{Profile: beijing},
		Levels: map[string]string{"province": "city", "city": intake.Dropped, "district": "county"}})
	if len(units) != 2 || units[0].Parent != "" || units[1].Parent != "110000000000" {
		t.Errorf("got %+v", units)
	}
	if got := lines(report.Findings); got != "noted level_dropped 3 110100000000 level; noted parent_lifted 4 110101000000 parent" {
		t.Errorf("found %s", got)
	}
}

const header = "code,name,level,parent\n"
const good = "510300000000,自贡市,city,0\n"

func TestAreaFindings(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"nothing wrong", header + good, ""},
		{"columns in another order, in Chinese, with spaces", "名称, 上级编码 ,层级,代码\n自贡市,,city,510300000000\n", ""},
		{"byte order mark and Windows line ends", "\ufeffcode,name,level\r\n510300000000,自贡市,city\r\n", ""},
		{"byte order mark before a quote", "\ufeff\"code\",name,level\n510300000000,自贡市,city\n", ""},
		{"quoted fields", header + "\"510300000000\",\"自贡,\"\"盐都\"\"\",city,\n", ""},
		{"trailing empty cells and rows", header + "510300000000,自贡市,city,,,\n,,,\n\n", ""},
		{"empty", "", "refused file_empty 0"},
		{"only a header", header, "refused file_empty 0"},
		{"a damaged workbook", "PK\x03\x04rest", "refused workbook_broken 0"},
		{"GeoJSON", `{"type":"FeatureCollection"}`, "refused file_kind 0"},
		{"an old spreadsheet file", "\xd0\xcf\x11\xe0rest", "refused workbook_kind 0"},
		{"a web page", "\n<html>", "refused file_kind 0"},
		{"a list", "[1]", "refused file_kind 0"},
		{"zero bytes", "code,\x00name", "refused file_kind 0"},
		{"UTF-16", "\xff\xfec\x00", "refused file_kind 0"},
		{"bytes of no text", header + "\x01\xff\xff\n", "refused file_encoding 0"},
		{"column missing", "code,name\n1,a\n", "refused column_missing 0 level"},
		{"column twice", "code,code,name,level\n", "refused column_doubled 0 code"},
		{"column twice by another name", "code,编码,name,level\n", "refused column_doubled 0 code"},
		{"column unknown", "code,name,level,人口\n510300000000,自贡市,city,2489256\n", "noted column_unread 0 人口"},
		{"too many cells", header + good + "510302000000,自流井区,county,510300000000,x\n", "refused row_width 3"},
		{"too few cells", header + "510300000000,自贡市\n", "refused row_width 2"},
		{"broken quotes", header + good + "510302000000,\"自流井区,county,0\n", "refused row_broken 3"},
		{"no code", header + " ,自贡市,city,\n", "refused value_missing 2 code"},
		{"no name", header + "510300000000,\u3000,city,\n", "refused value_missing 2 name"},
		{"no level", header + "510300000000,自贡市,,\n", "refused value_missing 2 level"},
		{"a very long name", header + "510300000000," + strings.Repeat("自", 501) + ",city,\n", "refused text_too_long 2 name"},
		{"scientific notation", header + "5.103E+11,自贡市,city,\n", "refused code_scientific 2 5.103E+11 code"},
		{"scientific parent", header + "510302000000,自流井区,county,5.103E+11\n", "refused code_scientific 2 510302000000 parent"},
		{"text mark of a spreadsheet", header + "'510300000000,自贡市,city,\n", ""},
		{"short codes", header + "510300,自贡市,city,\n510302,自流井区,county,510300\n",
			"repaired code_padded 2 510300 code; repaired code_padded 3 510302 code; repaired code_padded 3 510302000000 parent"},
		{"code twice", header + good + good, "refused code_doubled 3 510300000000 code"},
		{"code twice, once short", header + good + "510300,自贡市,city,\n", "repaired code_padded 3 510300 code; refused code_doubled 3 510300000000 code"},
		{"level unknown, said once", header + "1,a,ward,\n2,b,ward,\n", "refused level_unmapped 2 1 level"},
		{"lines within a cell", header + "510300000000,\"自\n贡\",city,\n,没有代码,county,\n", "refused value_missing 3 code"},
		{"empty lines count as rows", header + "\n\n,没有代码,county,\n", "refused value_missing 4 code"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, report := readAreas(t, test.text, intake.AreaOptions{})
			if got := lines(report.Findings); got != test.want {
				t.Errorf("found %q, want %q", got, test.want)
			}
			if report.Refused() != strings.Contains(test.want, "refused") {
				t.Errorf("refused: %v", report.Refused())
			}
		})
	}
}

func TestAreaValues(t *testing.T) {
	units, _ := readAreas(t, "code,name,level,parent,name_en,grid_code\n"+
		" 510302001001 ,\u00a0\"东兴寺社区\" ,community,510302001000,Dongxingsi,510302001001001\n", intake.AreaOptions{})
	if len(units) != 0 {
		t.Fatal("a quote after a space is no quoted field")
	}
	units, _ = readAreas(t, "code,name,level,parent,name_en,grid_code\n"+
		" '510302001001 ,\u00a0东兴寺社区 ,community,510302001000,Dongxingsi,510302001001001\n", intake.AreaOptions{})
	want := territory.Unit{Code: "510302001001", Level: "community", Parent: "510302001000", GridCode: "510302001001001",
		Names: city.Names{ZH: "东兴寺社区", EN: "Dongxingsi"}}
	if len(units) != 1 || units[0].Code != want.Code || units[0].Names != want.Names || units[0].Parent != want.Parent ||
		units[0].GridCode != want.GridCode || units[0].Level != want.Level || units[0].Shape != nil {
		t.Errorf("got %+v, want %+v", units, want)
	}
}

func TestAGBKTableIsReadAndSaidSo(t *testing.T) {
	text, err := simplifiedchinese.GBK.NewEncoder().String(header + good)
	if err != nil {
		t.Fatal(err)
	}
	units, report := readAreas(t, text, intake.AreaOptions{})
	if len(units) != 1 || units[0].Names.ZH != "自贡市" {
		t.Errorf("got %+v", units)
	}
	if got := lines(report.Findings); got != "noted file_recoded 0" {
		t.Errorf("found %s", got)
	}
}

func TestDroppedLevelsAreSkippedToTheNearestKept(t *testing.T) {
	text := header + good + "a,甲,x,510300000000\nb,乙,x,a\nc,丙,x,b\n510302001001,东兴寺社区,community,c\n"
	units, report := readAreas(t, text, intake.AreaOptions{Levels: map[string]string{"x": intake.Dropped}})
	if len(units) != 2 || units[1].Parent != "510300000000" {
		t.Errorf("got %+v, found %s", units, lines(report.Findings))
	}
}

// Elsewhere, 6 digits are whole.
func TestShortCodesThatFitAreLeft(t *testing.T) {
	data, err := os.ReadFile("../profile/examples/monaco.yaml")
	if err != nil {
		t.Fatal(err)
	}
	monaco, err := profile.Parse(data, "")
	if err != nil {
		t.Fatal(err)
	}
	units, report := readAreas(t, header+"174562,Beausoleil,commune,\n222020,Fontvieille,quarter,174562\n", intake.AreaOptions{Options: intake.Options{Profile: monaco}})
	if len(report.Findings) > 0 || units[0].Code != "174562" || units[1].Parent != "174562" {
		t.Errorf("got %+v, found %s", units, lines(report.Findings))
	}
}

func TestDroppedRowsInACircleAreRefused(t *testing.T) {
	text := header + "1,a,x,2\n2,b,x,1\n510302000000,自流井区,county,1\n"
	_, report := readAreas(t, text, intake.AreaOptions{Levels: map[string]string{"x": intake.Dropped}})
	if got := lines(report.Findings[2:]); got != "refused parent_cycle 4 510302000000 parent" {
		t.Errorf("found %s", got)
	}
}

func TestTableLimits(t *testing.T) {
	text := header + strings.Repeat(good, 3)
	o := forZigong()
	o.MaxBytes = int64(len(text)) - 1
	_, report := readAreas(t, text, intake.AreaOptions{Options: o})
	if got := lines(report.Findings); got != "refused file_too_large 0" {
		t.Errorf("found %s", got)
	}
	o = forZigong()
	o.MaxRecords = 2
	_, report = readAreas(t, text, intake.AreaOptions{Options: o})
	if got := lines(report.Findings); got != "refused code_doubled 3 510300000000 code; refused too_many_rows 0" {
		t.Errorf("found %s", got)
	}
	_, report = readAreas(t, header+strings.Repeat("1,,city,\n", 3000), intake.AreaOptions{})
	if last := report.Findings[len(report.Findings)-1]; last.Code != fault.GivenUp || report.Read != 1000 {
		t.Errorf("%d rows read, at last %s", report.Read, last.Code)
	}
}

func TestProgressEndsAtTheWhole(t *testing.T) {
	text := header
	for i := range 2500 {
		text += fmt.Sprintf("51030200%04d,东兴寺社区,community,\n", i)
	}
	o := forZigong()
	last, calls := int64(0), 0
	o.Progress = func(done, total int64) {
		if done < last || total != int64(len(text)) {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		last = done
		calls++
	}
	readAreas(t, text, intake.AreaOptions{Options: o})
	if calls < 2 || last != int64(len(text)) {
		t.Errorf("%d calls, the last at %d", calls, last)
	}
}
