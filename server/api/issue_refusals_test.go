package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"

	"sizhang/domain/fault"
	"sizhang/geo/geotest"
)

// Whatever is refused names the field and the rule, in both languages, whoever sends
// it: staff, a citizen, the hotline.
func TestARefusedReportNamesTheFieldAndTheRule(t *testing.T) {
	geotest.Reckons(t)
	w := newIssueTown(t)
	photos := func(id, kind string) []any { return []any{map[string]any{"id": id, "kind": kind}} }
	kept := w.upload(t, "head", snapshotJPEG(1))
	many := make([]any, 21)
	for i := range many {
		many[i] = map[string]any{"id": kept, "kind": "before"}
	}
	for _, c := range []struct {
		name   string
		more   map[string]any
		status int
		code   fault.Code // of the first field
		field  string
	}{
		{"no datum", map[string]any{"crs": nil}, 422, fault.CRSMissing, "crs"},
		{"an empty datum", map[string]any{"crs": ""}, 422, fault.NotOneOf, "crs"},
		{"an unknown datum", map[string]any{"crs": "wgs72"}, 422, fault.NotOneOf, "crs"},
		{"no longitude", map[string]any{"lng": nil}, 422, fault.FieldMissing, "lng"},
		{"a longitude of text", map[string]any{"lng": "116"}, 422, fault.NotANumber, "lng"},
		{"off the globe", map[string]any{"lat": 95}, 422, fault.PointInvalid, "lat"},
		{"swapped", map[string]any{"lng": 39.905, "lat": 116.405}, 422, fault.PointInvalid, "lat"},
		{"outside the city", map[string]any{"lng": 100}, 422, fault.PlaceOutside, "lng"},
		{"an accuracy below nothing", map[string]any{"accuracy_m": -1}, 422, fault.AccuracyInvalid, "accuracy_m"},
		{"no category", map[string]any{"category": nil}, 422, fault.FieldMissing, "category"},
		{"an unknown category", map[string]any{"category": "moon"}, 422, fault.CategoryUnknown, "category"},
		{"an unknown condition", map[string]any{"condition": "9"}, 422, fault.ConditionUnknown, "condition"},
		{"a text of a megabyte", map[string]any{"text": strings.Repeat("长", 1<<20)}, 422, fault.TextTooLong, "text"},
		{"a text of 4,001 characters", map[string]any{"text": strings.Repeat("长", 4001)}, 422, fault.TextTooLong, "text"},
		{"an address of a megabyte", map[string]any{"address": strings.Repeat("x", 1<<20)}, 422, fault.TextTooLong, "address"},
		{"a photo that is demanded", map[string]any{"category": "drains"}, 422, fault.PhotosTooFew, "photos"},
		{"a photo of an unknown kind", map[string]any{"photos": photos(kept, "selfie")}, 422, fault.PhotoKindUnknown, "photos[0].kind"},
		{"a photo that there is not", map[string]any{"photos": photos(strings.Repeat("0", 64), "before")}, 404, fault.PhotoNotFound, "photos[0].id"},
		{"too many photos", map[string]any{"photos": many}, 413, fault.PhotosTooMany, "photos"},
		{"found tomorrow", map[string]any{"found": w.clock().Add(24 * time.Hour).Format(time.RFC3339)}, 422, fault.FutureTime, "found"},
		{"found on no day", map[string]any{"found": "yesterday"}, 422, fault.InstantInvalid, "found"},
		{"an id that is none", map[string]any{"id": ""}, 422, fault.IssueIDInvalid, "id"},
		{"an id that is a route", map[string]any{"id": "cells"}, 422, fault.IssueIDInvalid, "id"},
		{"an id without its hyphens", map[string]any{"id": strings.ReplaceAll(newUUID(), "-", "")}, 422, fault.IssueIDInvalid, "id"},
		{"a source that is not for staff", map[string]any{"source": "citizen"}, 422, fault.NotOneOf, "source"},
		{"a misspelt field", map[string]any{"catagory": "x"}, 422, fault.FieldUnknown, "catagory"},
		{"nothing that was fixed", map[string]any{"fixed": true}, 422, fault.PhotosTooFew, "photos"},
	} {
		t.Run(c.name, func(t *testing.T) {
			body := reportOf(c.more)
			refusal := func(language string) (detail string) {
				t.Helper()
				answer := w.as(t, "head", exchange{ask: "POST " + issuesAt, body: body, status: c.status, headers: map[string]string{"Accept-Language": language}})
				if got := pick(answer, "errors.0.code"); got != string(c.code) {
					t.Errorf("the rule is %v, want %s", got, c.code)
				}
				if got := pick(answer, "errors.0.field"); got != c.field {
					t.Errorf("the field is %v, want %s", got, c.field)
				}
				detail, _ = pick(answer, "errors.0.detail").(string)
				if detail == "" || strings.ContainsAny(detail, "{}") {
					t.Errorf("the text is %q", detail)
				}
				return detail
			}
			zh, en := refusal("zh"), refusal("en")
			if !chinese(zh) || strings.ContainsFunc(strings.ReplaceAll(en, "长", ""), func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				t.Errorf("%q, %q", zh, en)
			}
		})
	}
	if n := w.issues.Board(cityOne).Len(); n != 0 {
		t.Errorf("%d issues came of refused reports", n)
	}
}

// What a citizen may send wrong, in a form or without one.
func TestARefusedSnapshot(t *testing.T) {
	geotest.Reckons(t)
	w := newIssueTown(t)
	good := formPart{"report", []byte(reportOf(map[string]any{"id": nil}))}
	photo := formPart{"photo", snapshotJPEG(1)}
	for name, c := range map[string]struct {
		parts  []formPart
		status int
		code   fault.Code
		field  string
	}{
		"no datum":             {[]formPart{{"report", []byte(reportOf(map[string]any{"crs": nil, "id": nil}))}}, 422, fault.CRSMissing, "crs"},
		"no report":            {[]formPart{photo}, 422, fault.InvalidRequest, "report"},
		"nothing":              {nil, 400, fault.BodyMissing, ""},
		"broken JSON":          {[]formPart{{"report", []byte("{")}}, 400, fault.BodyMalformed, ""},
		"a text of a megabyte": {[]formPart{{"report", []byte(reportOf(map[string]any{"text": strings.Repeat("长", 1<<20)}))}}, 422, fault.InvalidRequest, "text"},
		"an unknown field":     {[]formPart{{"report", []byte(reportOf(map[string]any{"source": "leader"}))}}, 422, fault.InvalidRequest, "source"},
		"a short key":          {[]formPart{{"report", []byte(reportOf(map[string]any{"key": "123"}))}}, 422, fault.InvalidRequest, "key"},
		"an unknown part":      {[]formPart{good, {"video", []byte("x")}}, 422, fault.InvalidRequest, "video"},
		"no photo":             {[]formPart{good, {"photo", []byte("text")}}, 415, fault.PhotoKind, "photo"},
		"seven photos":         {[]formPart{good, photo, photo, photo, photo, photo, photo, photo}, 413, fault.PhotosTooMany, "photo"},
		"a photo demanded":     {[]formPart{{"report", []byte(reportOf(map[string]any{"category": "drains", "id": nil}))}}, 422, fault.PhotosTooFew, "photos"},
		"nowhere":              {[]formPart{{"report", []byte(reportOf(map[string]any{"lng": 100, "id": nil}))}}, 422, fault.PlaceOutside, "lng"},
		"an id that is none":   {[]formPart{{"report", []byte(reportOf(map[string]any{"id": "summary"}))}}, 422, fault.IssueIDInvalid, "id"},
	} {
		t.Run(name, func(t *testing.T) {
			answer := w.snapshot("192.0.2.8:1", c.parts...)
			body := decode(t, answer)
			if answer.Code != c.status || pick(body, "code") != string(c.code) || c.field != "" && pick(body, "errors.0.field") != c.field {
				t.Errorf("%d %s", answer.Code, answer.Body)
			}
		})
	}
	for _, c := range []struct {
		more  map[string]any
		rule  fault.Code
		field string
	}{
		{map[string]any{"text": strings.Repeat("长", 1<<20)}, fault.TextTooLong, "text"},
		{map[string]any{"lng": nil}, fault.FieldMissing, "lng"},
		{map[string]any{"category": nil}, fault.FieldMissing, "category"},
		{map[string]any{"crs": "mars"}, fault.NotOneOf, "crs"},
	} {
		answer := decode(t, ask(w.server, "POST", reportsAt, nil, reportOf(c.more)))
		if pick(answer, "errors.0.code") != string(c.rule) || pick(answer, "errors.0.field") != c.field {
			t.Errorf("want %s at %s: %v", c.rule, c.field, answer)
		}
	}
	if n := w.issues.Board(cityOne).Len(); n != 0 {
		t.Errorf("%d issues came of refused reports", n)
	}
	plainly := ask(w.server, "POST", reportsAt, nil, reportOf(map[string]any{"id": nil}))
	if plainly.Code != 201 {
		t.Errorf("JSON alone: %d %s", plainly.Code, plainly.Body)
	}
	if other := ask(w.server, "POST", reportsAt, map[string]string{"Content-Type": "text/csv"}, "a,b"); other.Code != 415 {
		t.Errorf("a table: %d", other.Code)
	}
}

// A network sends so many reports and no more, and guesses so often; another network
// is not kept from either.
func TestStrangersAreLimited(t *testing.T) {
	w := newIssueTown(t)
	report := formPart{"report", []byte(reportOf(map[string]any{"crs": nil, "id": nil}))}
	for range reportBurst {
		if answer := w.snapshot("192.0.2.9:1", report); answer.Code != 422 {
			t.Fatalf("%d", answer.Code)
		}
	}
	answer := w.snapshot("192.0.2.9:2", report)
	if answer.Code != 429 || answer.Header().Get("Retry-After") != "10" || pick(decode(t, answer), "code") != "too_many_requests" {
		t.Errorf("%d %v %s", answer.Code, answer.Header(), answer.Body)
	}
	if answer := w.snapshot("192.0.2.10:1", report); answer.Code != 422 {
		t.Errorf("another network: %d", answer.Code)
	}
	w.move(reportEvery)
	if answer := w.snapshot("192.0.2.9:3", report); answer.Code != 422 {
		t.Errorf("a little later: %d", answer.Code)
	}
	guess := func() int { // the recorder's address is that of no test above
		return ask(w.server, "GET", reportsAt+"/260115-000001", map[string]string{"X-Report-Key": "guess"}, "").Code
	}
	for range guessesAllowed {
		if code := guess(); code != http.StatusNotFound {
			t.Fatalf("%d", code)
		}
	}
	if code := guess(); code != http.StatusTooManyRequests {
		t.Errorf("after so many guesses: %d", code)
	}
}

// A number that there is not and a key that is wrong are told in the same words, after
// the same time.
func TestAWrongKeyIsAsNoReport(t *testing.T) {
	geotest.Reckons(t)
	w := newIssueTown(t)
	made := decode(t, w.snapshot("192.0.2.11:1", formPart{"report", []byte(reportOf(map[string]any{"id": nil}))}))
	number := pick(made, "number").(string)
	words := func(number, key string) (string, time.Duration) {
		began := time.Now()
		answer := ask(w.server, "GET", reportsAt+"/"+number, map[string]string{"X-Report-Key": key}, "")
		took := time.Since(began)
		if answer.Code != 404 || pick(decode(t, answer), "code") != "report_not_found" {
			t.Errorf("%s with %q: %d %s", number, key, answer.Code, answer.Body)
		}
		return instances.ReplaceAllString(answer.Body.String(), ""), took
	}
	wrong, took := words(number, newReportKey())
	missing, other := words("260115-x", newReportKey())
	empty, _ := words(number, "")
	if wrong != missing || wrong != empty {
		t.Errorf("%s\n%s\n%s", wrong, missing, empty)
	}
	if took < refusedAfter || other < refusedAfter {
		t.Errorf("refused after %s and %s", took, other)
	}
	staff := pick(w.as(t, "head", exchange{ask: "POST " + issuesAt, body: reportOf(nil), status: 201}), "number").(string)
	if text, _ := words(staff, ""); text != wrong {
		t.Errorf("what staff reported: %s", text)
	}
}

// Whoever sends a citizen's report again with its key gets the same receipt; without
// the key, nothing.
func TestASnapshotIsSentAgain(t *testing.T) {
	w := newIssueTown(t)
	key := newReportKey()
	report := map[string]any{"key": key, "id": newUUID()}
	first := w.snapshot("192.0.2.12:1", formPart{"report", []byte(reportOf(report))})
	again := w.snapshot("192.0.2.12:1", formPart{"report", []byte(reportOf(report))})
	if first.Code != 201 || again.Code != 200 || first.Body.String() != again.Body.String() {
		t.Errorf("%d %s, %d %s", first.Code, first.Body, again.Code, again.Body)
	}
	for _, other := range []any{nil, newReportKey()} {
		report["key"] = other
		answer := w.snapshot("192.0.2.13:1", formPart{"report", []byte(reportOf(report))})
		if answer.Code != 409 || strings.Contains(answer.Body.String(), pick(decode(t, first), "number").(string)) {
			t.Errorf("with the key %v: %d %s", other, answer.Code, answer.Body)
		}
	}
	list := fmt.Sprint(w.as(t, "head", exchange{ask: "GET " + issuesAt, status: 200}))
	i, err := w.issues.Get(t.Context(), cityOne, report["id"].(string))
	if err != nil {
		t.Fatal(err)
	}
	if text, _ := json.Marshal(i); strings.Contains(string(text), key) || strings.Contains(list, i.Reporters[0].Key) {
		t.Error("the key is kept, or its hash is shown")
	}
}
