package api

import (
	"encoding/csv"
	"encoding/xml"
	"fmt"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sizhang/domain/fault"
	"sizhang/geo/geotest"
	"sizhang/server/intake/xlsx"
)

const indicatorsAt = "/api/v1/cities/" + cityOne + "/indicators"

// ofID finds a member of a list by its id.
func ofID(t *testing.T, list any, id string) map[string]any {
	t.Helper()
	for _, one := range list.([]any) {
		if member := one.(map[string]any); member["id"] == id {
			return member
		}
	}
	t.Fatalf("no %s in %v", id, list)
	return nil
}

// Whoever asks is told of what they may see, and a rate of nothing has no value.
func TestIndicatorsAreOfWhatOneMaySee(t *testing.T) {
	geotest.Reckons(t)
	w := newIssueTown(t)
	for range 3 {
		w.as(t, "head", exchange{ask: "POST " + issuesAt, body: reportOf(nil), status: 201})
	}
	w.move(time.Minute)
	for who, n := range map[string]float64{"head": 3, "leader": 3, "dispatcher": 3, "office": 3, "east": 0, "worker": 0} {
		answer := w.as(t, who, exchange{ask: "GET " + indicatorsAt + "?by=unit&level=grid&compare=previous", status: 200, want: map[string]any{
			"from": "2026-01-01T00:00:00+08:00", "by": "unit", "level": "grid", "indicators.0.id": "reported", "indicators.0.name.zh": "上报数",
		}})
		total := pick(answer, "total.figures")
		if got := ofID(t, total, "reported"); got["value"] != n {
			t.Errorf("%s sees %v reported, want %g", who, got, n)
		}
		if got := ofID(t, total, "satisfied_rate"); got["value"] != nil || got["denominator"] != 0.0 || got["change"] != nil {
			t.Errorf("%s: a rate of nothing is %v", who, got)
		}
		rate := ofID(t, total, "filing_rate")
		if n > 0 && (rate["value"] != 1.0 || rate["numerator"] != n || rate["denominator"] != n) || n == 0 && rate["value"] != nil {
			t.Errorf("%s: %v", who, rate)
		}
		sum := 0.0
		for _, row := range pick(answer, "rows").([]any) {
			sum += ofID(t, pick(row, "figures"), "reported")["value"].(float64)
		}
		if sum != n {
			t.Errorf("the grids that %s sees have %g issues, want %g", who, sum, n)
		}
	}
	w.as(t, "dispatcher", exchange{ask: "GET " + indicatorsAt + "?unit=" + eastCode, status: 200, want: map[string]any{"total.figures.0.value": 0.0}})
	for by, want := range map[string]string{"category": "暴露垃圾", "source": "四长上报", "department": "城管局", "head": "张三"} {
		answer := w.as(t, "dispatcher", exchange{ask: "GET " + indicatorsAt + "?by=" + by, status: 200})
		if !strings.Contains(fmt.Sprint(pick(answer, "rows")), want) {
			t.Errorf("by %s nothing is called %s: %v", by, want, pick(answer, "rows"))
		}
	}
	days := w.as(t, "dispatcher", exchange{ask: "GET " + indicatorsAt + "?every=day", status: 200, want: map[string]any{"total.parts#": 15.0}})
	if got := ofID(t, pick(days, "total.parts.14.figures"), "reported"); got["value"] != 3.0 {
		t.Errorf("on the last day %v", got)
	}
}

func TestFormsOfIndicators(t *testing.T) {
	geotest.Reckons(t)
	w := newIssueTown(t)
	w.as(t, "head", exchange{ask: "POST " + issuesAt, body: reportOf(nil), status: 201})
	w.move(time.Minute)
	get := func(query string, headers map[string]string) *httptest.ResponseRecorder {
		t.Helper()
		return w.run(t, exchange{ask: "GET " + indicatorsAt + query, status: 200, headers: merged(w.people["dispatcher"], headers)})
	}
	text := get("?format=text&by=unit&level=grid", nil).Body.String()
	if !strings.Contains(text, "有效上报率") || !strings.Contains(text, "1 / 1") || !strings.Contains(text, "无数据") {
		t.Errorf("text:\n%s", text)
	}
	if text := get("", map[string]string{"Accept": "text/plain", "Accept-Language": "en"}).Body.String(); !strings.Contains(text, "Valid report rate") {
		t.Errorf("English text:\n%s", text)
	}
	answer := get("?format=csv&by=unit&level=grid", nil)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(answer.Body.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 4 || rows[1][0] != "合计" || !strings.Contains(answer.Header().Get("Content-Disposition"), cityOne+"-indicators.csv") {
		t.Errorf("%d rows, %v: %v", len(rows), err, rows)
	}
	picture := get("?format=svg&every=day", nil).Body.String()
	for d := xml.NewDecoder(strings.NewReader(picture)); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, picture)
		}
	}
	workbook := get("?format=xlsx", nil).Body
	if book, err := xlsx.Open(workbook.Bytes()); err != nil || book == nil {
		t.Errorf("the workbook cannot be read: %v", err)
	}
}

func TestRefusedQuestionsForIndicators(t *testing.T) {
	geotest.Reckons(t)
	w := newIssueTown(t)
	for _, e := range []exchange{
		{ask: "?from=yesterday", status: 422, code: fault.InstantInvalid, field: "from"},
		{ask: "?until=2026-13-01", status: 422, code: fault.InstantInvalid, field: "until"},
		{ask: "?from=2026-02-01&until=2026-01-01", status: 422, code: fault.PeriodInvalid, field: "from"},
		{ask: "?from=2026-01-01&until=2026-01-01", status: 422, code: fault.PeriodInvalid, field: "from"},
		{ask: "?unit=none", status: 404, code: fault.UnitNotFound},
		{ask: "?by=unit&level=none", status: 422, code: fault.LevelUnknown, field: "level"},
		{ask: "?by=moon", status: 422, code: fault.InvalidRequest, field: "by"},
		{ask: "?from=1900-01-01&until=2190-01-01&every=day&by=source", status: 413, code: fault.IndicatorsTooMany},
	} {
		e.ask, e.headers = "GET "+indicatorsAt+e.ask, w.people["dispatcher"]
		w.run(t, e)
	}
	w.lacks(t, func(a about) bool { return a.id == "indicators" })
}
