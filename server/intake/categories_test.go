package intake_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/clock"
	"sizhang/server/intake"
)

func readCategories(t *testing.T, text string, o intake.CategoryOptions) ([]body.Category, *intake.Report) {
	t.Helper()
	o.Profile = zigong
	categories, report, err := intake.ReadCategories(ctx, strings.NewReader(text), o)
	if err != nil {
		t.Fatal(err)
	}
	return categories, report
}

func limitOf(kind clock.Kind, amount time.Duration) clock.Limit {
	return clock.Limit{Kind: kind, Amount: amount}
}

func TestReadCategories(t *testing.T) {
	h := time.Hour
	tests := []struct {
		name, text string
		options    intake.CategoryOptions
		want       []body.Category
	}{
		{"names alone", "code,name,name_en,parent\n0101,占道经营,Street vending,01\n01,市容环境,,\n", intake.CategoryOptions{},
			[]body.Category{{Code: "0101", Names: city.Names{ZH: "占道经营", EN: "Street vending"}, Parent: "01"}, {Code: "01", Names: city.Names{ZH: "市容环境"}}}},
		{"one row a condition", "类别编码,名称,上级,类型,处置单位,监督单位,派遣规则,条件编号,立案条件,结案条件,处置时限,上报照片,处置照片\n" +
			"0101,井盖,01,部件,城管局,D2,属地优先,1,缺失,补齐,2紧急工作时,2,无\n0101,,,,,,,2,破损,更换,15天,,\n01,公用设施,,,,,,,,,,,\n",
			intake.CategoryOptions{}, []body.Category{
				{Code: "0101", Names: city.Names{ZH: "井盖"}, Parent: "01", Kind: body.Component, Department: "城管局", Supervisor: "D2", Hands: city.ToTerritory,
					PhotosReport: 2, PhotosFinish: body.NoPhotos,
					Conditions: []body.Condition{{Code: "1", Filing: "缺失", Closing: "补齐", Limit: limitOf(clock.Urgent, 2*h)}, {Code: "2", Filing: "破损", Closing: "更换", Limit: limitOf(clock.Workdays, 360*h)}}},
				{Code: "01", Names: city.Names{ZH: "公用设施"}},
			}},
		{"numbered where they have no codes, the rest said late", "code,name,kind,condition,filing,limit,department\n1,a,,,x,,\n1,,event,1,,4 work_hours,D1\n1,,,,z,,D1\n", intake.CategoryOptions{}, nil},
		{"numbers keep out of the way", "code,name,condition,filing\n1,a,2,x\n1,,,y\n1,,,z\n", intake.CategoryOptions{}, []body.Category{
			{Code: "1", Names: city.Names{ZH: "a"}, Conditions: []body.Condition{{Code: "2", Filing: "x"}, {Code: "3", Filing: "y"}, {Code: "4", Filing: "z"}}}}},
		{"as cities publish it", "大类代码,大类名称,小类代码,小类名称,处置单位,监督单位,立案条件,结案条件,处置时限\n" +
			"01,公用设施,01,上水井盖,水务局,城管局,缺失,补齐,2紧急工作时\n01,公用设施,01,上水井盖,水务局,城管局,破损,更换,1工作日\n01,,0102,污水井盖,,,缺失,补齐,2紧急工作时\n02,道路交通,,,,,,,\n",
			intake.CategoryOptions{Prefix: "C", Kind: body.Component}, []body.Category{
				{Code: "C01", Names: city.Names{ZH: "公用设施"}, Kind: body.Component},
				{Code: "C0101", Names: city.Names{ZH: "上水井盖"}, Parent: "C01", Department: "水务局", Supervisor: "城管局", Conditions: []body.Condition{
					{Code: "1", Filing: "缺失", Closing: "补齐", Limit: limitOf(clock.Urgent, 2*h)}, {Code: "2", Filing: "破损", Closing: "更换", Limit: limitOf(clock.Workdays, 24*h)}}},
				{Code: "C0102", Names: city.Names{ZH: "污水井盖"}, Parent: "C01", Conditions: []body.Condition{{Code: "1", Filing: "缺失", Closing: "补齐", Limit: limitOf(clock.Urgent, 2*h)}}},
				{Code: "C02", Names: city.Names{ZH: "道路交通"}, Kind: body.Component},
			}},
		{"the kind of a row is its class's", "大类代码,大类名称,小类代码,小类名称,类型\n01,市容环境,01,暴露垃圾,事件\n", intake.CategoryOptions{Kind: body.Component}, []body.Category{
			{Code: "01", Names: city.Names{ZH: "市容环境"}, Kind: body.Occurrence}, {Code: "0101", Names: city.Names{ZH: "暴露垃圾"}, Parent: "01"}}},
		{"dashes", "code,name,parent,kind,department,supervisor,hands,condition,photos_report,photos_finish\n1,a,-,-,-,-,-,-,-,0\n", intake.CategoryOptions{Prefix: "P"}, []body.Category{
			{Code: "P1", Names: city.Names{ZH: "a"}, Parent: "-", Kind: "-", Department: "-", Supervisor: "-", Hands: "-", PhotosReport: body.ClearPhotos, PhotosFinish: body.NoPhotos, Conditions: []body.Condition{{Code: "-"}}}}},
		{"a limit that is to be none", "code,name,limit\n1,a,无\n", intake.CategoryOptions{}, []body.Category{
			{Code: "1", Names: city.Names{ZH: "a"}, Conditions: []body.Condition{{Code: "1", Limit: body.ClearLimit}}}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, report := readCategories(t, test.text, test.options)
			if test.want == nil { // the second row has the number that the first got
				if found := lines(report.Findings); found != "refused condition_doubled 3 1 condition" {
					t.Errorf("found %s", found)
				}
				return
			}
			if len(report.Findings) > 0 || report.Kept != len(test.want) || !reflect.DeepEqual(got, test.want) {
				t.Errorf("got  %+v\nwant %+v\nfound %s", got, test.want, lines(report.Findings))
			}
		})
	}
}

func TestCategoriesThatAreRefused(t *testing.T) {
	head := "code,name,parent,kind,department,hands,condition,filing,limit,photos_report,class,class_name\n"
	tests := []struct{ name, rows, want string }{
		{"twice without a condition", "1,a,,,,,,,,,,\n1,a,,,,,,,,,,\n", "refused code_doubled 3 1 code"},
		{"the same condition twice", "1,a,,,,,7,x,,,,\n1,a,,,,,7,y,,,,\n", "refused condition_doubled 3 1 condition"},
		{"another name", "1,a,,,,,,x,,,,\n2,b,,,,,,,,,,\n1,c,,,,,,y,,,,\n", "refused category_contradicts 4 1 name"},
		{"another department and kind", "1,a,,部件,D1,,,x,,,,\n1,,,事件,D2,,,y,,,,\n", "refused category_contradicts 3 1 kind; refused category_contradicts 3 1 department"},
		{"another class name", ",,,,,,,,,,01,甲\n01,乙小,,,,,,,,,01,乙\n", "refused category_contradicts 3 01 class_name"},
		{"two kinds of one class", "1,a,,部件,,,,,,,01,甲\n2,b,,事件,,,,,,,01,甲\n", "refused category_contradicts 3 01 kind"},
		{"kind", "1,a,,东西,,,,,,,,\n", "refused category_kind_unknown 2 1 kind"},
		{"hands", "1,a,,,,谁,,,,,,\n", "refused hands_unknown 2 1 hands"},
		{"limit", "1,a,,,,,,,三天,,,\n", "refused limit_unread 2 1 limit"},
		{"limit of nothing", "1,a,,,,,,,0天,,,\n", "refused limit_amount_invalid 2 1 limit"},
		{"photos", "1,a,,,,,,,,21,,\n2,b,,,,,,,,几张,,\n3,c,,,,,,,,3张,,\n", "refused photos_invalid 2 1 photos_report; refused photos_invalid 3 2 photos_report"},
		{"no name", "1,,,,,,,x,,,,\n", "refused value_missing 2 1 name"},
		{"no code", ",a,,,,,,x,,,,\n", "refused value_missing 2 code"},
		{"digits lost", "1.1E+11,a,,,,,,,,,,\n", "refused code_scientific 2 code"},
		{"a whole chapter", "1,a,,,,,,\"" + strings.Repeat("长", 501) + "\",,,,\n", "refused text_too_long 2 1 filing"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, report := readCategories(t, head+test.rows, intake.CategoryOptions{})
			if got := lines(report.Findings); got != test.want {
				t.Errorf("found %s\nwant  %s", got, test.want)
			}
		})
	}
}

// A row that is left out takes none of its category's others with it.
func TestACategorysRowIsLeftOut(t *testing.T) {
	o := intake.CategoryOptions{}
	o.LeaveOut = true
	got, report := readCategories(t, "code,name,filing,limit\n1,a,x,1天\n1,,y,soon\n1,,z,2天\n", o)
	if report.LeftOut() != 1 || len(got) != 1 || len(got[0].Conditions) != 2 || got[0].Conditions[1].Filing != "z" {
		t.Errorf("got %+v, %s", got, lines(report.Findings))
	}
}

func FuzzReadCategories(f *testing.F) {
	f.Add([]byte("code,name,parent,kind,department,hands,condition,filing,limit,photos_report\n1,a,,部件,D1,属地优先,1,x,2紧急工作时,2\n1,,,,,,2,y,-,\n"), "C")
	f.Add([]byte("大类代码,大类名称,小类代码,小类名称,立案条件,处置时限\n01,市容,01,垃圾,有,1天\n01,,0102,渣土,有,\n02,街面,,,,\n"), "")
	f.Fuzz(func(t *testing.T, data []byte, prefix string) {
		got, report, err := intake.ReadCategories(ctx, strings.NewReader(string(data)), intake.CategoryOptions{Options: forZigong(), Prefix: prefix})
		if err != nil {
			t.Fatal(err)
		}
		if len(got) == 0 && !report.Refused() {
			t.Error("nothing came of it and nobody says why")
		}
		codes := map[string]bool{}
		for _, c := range got {
			if codes[c.Code] || c.Code == "" {
				t.Errorf("category %q stands twice", c.Code)
			}
			codes[c.Code] = true
		}
		o := body.OverlayCategories(nil, got)
		body.CheckCategories(nil, nil, o.Fresh)
	})
}
