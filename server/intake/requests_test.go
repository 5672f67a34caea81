package intake_test

import (
	"regexp"
	"strings"
	"testing"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/server/intake"
)

func requestOptions() intake.RequestOptions {
	return intake.RequestOptions{IssueOptions: intake.IssueOptions{
		Options: intake.Options{Profile: &city.Profile{}}, CRS: geo.GCJ02, Source: issue.FromOther,
		Categories: []body.Category{{Code: "0101", Names: city.Names{ZH: "暴露垃圾"}}, {Code: "0102", Names: city.Names{ZH: "同名"}}, {Code: "0103", Names: city.Names{ZH: "同名"}}},
	}}
}

// Headers are known in Chinese and English, times have their zone or China's, statuses
// their meaning, and a position its datum.
func TestReadRequests(t *testing.T) {
	for name, header := range map[string]string{
		"Chinese":    "编号,类别编码,类别,状态,上报时间,办结时间,办结时限,经度,纬度,问题描述,地址,承办单位,来源\n",
		"English":    "id,category,category_name,status,added,resolved,due,lng,lat,text,address,body,source\n",
		"Washington": "ID,code,type,status,added,resolved,due,lng,lat,description,address,organization,来源\n",
	} {
		rows, missing, report, err := intake.ReadRequests(ctx, strings.NewReader(header+
			"a1,0101,,已办结,2026-03-01 08:00,2026-03-02 09:00,2026-03-03,116.4,39.9,楼下,某街,城管局,12345\n"+
			"a2,,暴露垃圾,OPEN,2026-03-01T00:00:00Z,,,116.4,39.9,,,,\n"+
			"a3,0101,,CLOSED - INCOMPLETE INFORMATION,2026-03-01 08:00,2026-03-01 08:00,,116.4,39.9,x,,,\n"+
			"a4,0101,,VOIDED,2026-03-01 08:00,,,116.4,39.9,x,,,群众\n"), requestOptions())
		if err != nil || len(report.Findings) > 0 || len(missing) > 0 || len(rows) != 4 {
			t.Fatalf("%s: %d rows, %v, found %s", name, len(rows), err, lines(report.Findings))
		}
		one, two := rows[0], rows[1]
		if !one.Added.Equal(beijing(2026, 3, 1).Add(8*60*60*1e9)) || !one.Due.Equal(beijing(2026, 3, 3)) || one.Fate != intake.WasClosed || one.Source != issue.FromHotline || one.Body != "城管局" {
			t.Errorf("%s: %+v", name, one)
		}
		if d := geo.Distance(one.Place.Point, geo.Point{Lng: 116.4, Lat: 39.9}); d < 100 || one.Place.X != 116.4 || one.Place.Datum != geo.GCJ02 {
			t.Errorf("%s: %v is %g m from what was declared in GCJ-02", name, one.Place, d)
		}
		if two.Category != "0101" || two.Text != "暴露垃圾" || two.Fate != intake.StillOpen || !two.Added.Equal(beijing(2026, 3, 1).Add(8*60*60*1e9)) {
			t.Errorf("%s: %+v", name, two)
		}
		if rows[2].Fate != intake.WasClosed || rows[3].Fate != intake.WasVoid || !rows[3].Over.Equal(rows[3].Added) || rows[3].Source != issue.FromCitizen {
			t.Errorf("%s: %+v %+v", name, rows[2], rows[3])
		}
		if len(one.Story()) != 5 || len(two.Story()) != 2 || len(rows[3].Story()) != 1 {
			t.Errorf("%s: stories of %d, %d and %d steps", name, len(one.Story()), len(two.Story()), len(rows[3].Story()))
		}
	}
}

// What cannot be read is named; what is not known can be explained.
func TestRequestsThatNeedExplaining(t *testing.T) {
	read := func(o intake.RequestOptions, text string) (string, []intake.Request, []intake.Missing) {
		rows, missing, report, err := intake.ReadRequests(ctx, strings.NewReader(text), o)
		if err != nil {
			t.Fatal(err)
		}
		return lines(report.Findings), rows, missing
	}
	const table = "no,kind,state,added,resolved,lng,lat\nb1,X,ON HOLD,2026-03-01,,116.4,39.9\n"
	o := requestOptions()
	if found, _, _ := read(o, table); !strings.Contains(found, "refused column_missing") {
		t.Errorf("unknown columns: %s", found)
	}
	o.Columns = map[string]string{"id": "NO", "category": "kind", "status": "state"}
	if found, _, missing := read(o, table); found != "refused category_unknown 2 b1 category; refused status_unknown 2 b1 status" || len(missing) != 1 || missing[0] != (intake.Missing{Code: "X", Name: "X", Rows: 1}) {
		t.Errorf("unknown contents: %s %v", found, missing)
	}
	o.AddMissing, o.Fates = true, map[string]intake.Fate{"on hold": intake.StillOpen}
	if found, rows, missing := read(o, table); found != "" || len(rows) != 1 || len(missing) != 1 || rows[0].Fate != intake.StillOpen {
		t.Errorf("explained: %s %+v %v", found, rows, missing)
	}
	o.Columns = map[string]string{"number": "no"}
	if found, _, _ := read(o, table); !strings.Contains(found, "column_unknown") {
		t.Errorf("a column that is none: %s", found)
	}
	if found, _, _ := read(requestOptions(), "id,类别,状态,added,lng,lat\nc1,同名,open,2026-03-01,116.4,39.9\n"); found != "refused category_ambiguous 2 c1 category_name" {
		t.Errorf("two of one name: %s", found)
	}
}

// uuid4 is a UUID that was made by chance.
var uuid4 = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// Orders of a hotline have who called, and an id that nobody can work out.
// A stranger who has the same row cannot report under the id that its import will give
// it, and so keep it out.
func TestNobodyTakesTheIdOfARequestThatIsToCome(t *testing.T) {
	rows, _, report, err := intake.ReadRequests(ctx, strings.NewReader("id,category,status,added,lng,lat,text\na1,0101,OPEN,2026-03-01 08:00,116.4,39.9,x\n"), requestOptions())
	if err != nil || len(rows) != 1 {
		t.Fatalf("%v %s", err, lines(report.Findings))
	}
	taken := rows[0].Filing("110101", issue.By{})
	if f := rows[0].Filing("110101", issue.By{}); f.ID == taken.ID || !uuid4.MatchString(f.ID) || f.Outside != "a1" {
		t.Errorf("whoever knows the number %s knows the id %s", f.Outside, f.ID)
	}
}

func TestReadOrders(t *testing.T) {
	o := requestOptions().IssueOptions
	o.Source = issue.FromHotline
	orders, _, report, err := intake.ReadOrders(ctx, strings.NewReader(
		"工单号,诉求类型,来电时间,诉求内容,经度,纬度,地址,来电人,联系电话\n"+
			"h1,暴露垃圾,2026-03-01 08:30,没人清运,116.4,39.9,某街,王女士,13800000000\n"), o)
	if err != nil || len(report.Findings) > 0 || len(orders) != 1 {
		t.Fatalf("%v %s", err, lines(report.Findings))
	}
	f := orders[0].Filing("110101", issue.By{Kind: issue.ByPartner})
	if f.Reporter.Kind != issue.Partner || f.Reporter.Contact != "13800000000" || f.Outside != "h1" || f.Category != "0101" || !uuid4.MatchString(f.ID) {
		t.Errorf("%+v", f)
	}
	if again := orders[0].Filing("110101", issue.By{Kind: issue.ByPartner}); again.ID == f.ID || again.Outside != f.Outside {
		t.Errorf("whoever knows the number %s knows the id %s", f.Outside, f.ID)
	}
}
