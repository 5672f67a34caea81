package api

import (
	"context"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/server/app"
	"sizhang/server/photo"
	"sizhang/server/store"
)

// photosKept counts what the town keeps of photos: documents, and blobs.
func (w *issueTown) photosKept(t *testing.T) (documents, blobs int) {
	t.Helper()
	page, err := w.app.Store().Query(t.Context(), store.Query{Collection: store.Photos, City: cityOne, Limit: store.MaxLimit})
	if err == nil {
		err = w.blobs.Each(t.Context(), "", func(string) error { blobs++; return nil })
	}
	if err != nil {
		t.Fatal(err)
	}
	return len(page.Documents), blobs
}

// Of a report that is refused no photo is kept, whatever it is refused for and however
// late that shows.
func TestARefusedReportLeavesNoPhoto(t *testing.T) {
	w := newIssueTown(t)
	taken := newUUID()
	w.as(t, "head", exchange{ask: "POST " + issuesAt, body: reportOf(map[string]any{"id": taken}), status: 201})
	one, two := formPart{"photo", snapshotJPEG(7)}, formPart{"photo", snapshotJPEG(8)}
	for _, c := range []struct {
		name   string
		wrong  map[string]any
		photos []formPart
		status int
		worked int // photos that were looked at
	}{
		{"no such category", map[string]any{"category": "nothing"}, []formPart{one}, 422, 0},
		{"elsewhere", map[string]any{"lng": 100.0}, []formPart{one}, 422, 0},
		{"no datum", map[string]any{"crs": "none"}, []formPart{one}, 422, 0},
		{"in the future", map[string]any{"found": "2026-01-16T10:00:00+08:00"}, []formPart{one}, 422, 0},
		{"a letter that is none", map[string]any{"text": "甲\x00"}, []formPart{one}, 422, 0},
		{"a long address", map[string]any{"address": string(make([]byte, 501))}, []formPart{one}, 422, 0},
		{"no accuracy", map[string]any{"accuracy_m": 1e6}, []formPart{one}, 422, 0},
		{"no instant", map[string]any{"found": "x"}, []formPart{one}, 422, 0},
		{"too many photos", nil, slices.Repeat([]formPart{one}, maxReportPhotos+1), 413, maxReportPhotos},
		{"too few photos", map[string]any{"category": "pits"}, []formPart{one}, 422, 1},
		{"the same photo twice", map[string]any{"category": "pits"}, []formPart{one, one}, 422, 2},
		{"a photo that is broken", nil, []formPart{one, {"photo", snapshotJPEG(9)[:300]}}, 422, 2},
		{"another part", nil, []formPart{one, {"note", []byte("x")}}, 422, 1},
		{"an id that is taken", map[string]any{"id": taken}, []formPart{one, two}, 409, 2},
	} {
		photos := &countedPhotos{Photos: w.server.options.Photos}
		w.server.options.Photos = photos
		answer := w.snapshot("198.51.100.7:1", append([]formPart{{"report", []byte(reportOf(c.wrong))}}, c.photos...)...)
		w.server.options.Photos = photos.Photos
		documents, blobs := w.photosKept(t)
		if answer.Code != c.status || documents != 0 || blobs != 0 || photos.looked != c.worked {
			t.Errorf("%s: %d, %d photos were looked at, %d documents and %d blobs kept: %s", c.name, answer.Code, photos.looked, documents, blobs, answer.Body)
		}
	}
	// One that wants photos is not refused before they came.
	if answer := w.snapshot("198.51.100.8:1", formPart{"report", []byte(reportOf(map[string]any{"category": "pits"}))}, one, two); answer.Code != http.StatusCreated {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
	if documents, blobs := w.photosKept(t); documents != 2 || blobs != 6 {
		t.Errorf("%d documents and %d blobs of two photos", documents, blobs)
	}
}

// countedPhotos counts what is looked at.
type countedPhotos struct {
	Photos
	looked int
}

func (p *countedPhotos) Prepare(ctx context.Context, city, account string, r io.Reader) (*photo.Ready, error) {
	p.looked++
	return p.Photos.Prepare(ctx, city, account, r)
}

// A report that was accepted is answered the same again, with its photos, although its
// network has sent too many by now, or its category wants more photos than it has; one
// that is new is not, nor one under its id with anything else.
func TestAReportThatWasAcceptedIsSentAgain(t *testing.T) {
	w := newIssueTown(t)
	const network = "198.51.100.9:1"
	key := newReportKey()
	report, one := map[string]any{"id": newUUID(), "key": key, "found": "2026-01-15T09:00:00+08:00", "category": "drains"}, formPart{"photo", snapshotJPEG(7)}
	send := func(photos ...formPart) (int, string) {
		answer := w.snapshot(network, append([]formPart{{"report", []byte(reportOf(report))}}, photos...)...)
		return answer.Code, answer.Body.String()
	}
	status, first := send(one)
	if status != http.StatusCreated {
		t.Fatalf("%d %s", status, first)
	}
	again := func(why string) {
		t.Helper()
		if status, text := send(one); status != http.StatusOK || text != first {
			t.Errorf("%s: %d %s", why, status, text)
		}
	}
	again("at once")
	w.demand(t, "drains", 3)
	again("its category wants three photos by now")
	w.move(-2 * time.Hour)
	again("it lies in the future by this server's clock")
	w.move(2 * time.Hour)
	for range reportBurst {
		w.snapshot(network, formPart{"report", []byte("{}")})
	}
	again("too many of its network")
	for what, more := range map[string]map[string]any{
		"a new report": {"id": newUUID()}, "another key": {"key": newReportKey()}, "no key": {"key": nil}, "no id": {"id": nil},
	} {
		was := report
		report = map[string]any{}
		for name, value := range was {
			report[name] = value
		}
		for name, value := range more {
			report[name] = value
		}
		if status, text := send(one); status != http.StatusTooManyRequests {
			t.Errorf("%s: %d %s", what, status, text)
		}
		report = was
	}
	if status, text := send(formPart{"photo", snapshotJPEG(8)}); status != http.StatusConflict {
		t.Errorf("with another photo: %d %s", status, text)
	}
	if documents, blobs := w.photosKept(t); documents != 1 || blobs != 3 {
		t.Errorf("%d documents and %d blobs of one photo", documents, blobs)
	}
	// Sent again without end, it has its limit, too.
	for n := 0; ; n++ {
		if status, _ := send(one); status == http.StatusTooManyRequests {
			break
		}
		if n > reportBurst {
			t.Fatal("the same again is never limited")
		}
	}
}

// A report without photos is told the same way.
func TestAReportInJSONIsSentAgain(t *testing.T) {
	w := newIssueTown(t)
	text := reportOf(map[string]any{"key": newReportKey()})
	first := ask(w.server, "POST", reportsAt, nil, text)
	for range reportBurst {
		ask(w.server, "POST", reportsAt, nil, "{}")
	}
	again, other := ask(w.server, "POST", reportsAt, nil, text), ask(w.server, "POST", reportsAt, nil, reportOf(nil))
	if first.Code != http.StatusCreated || again.Code != http.StatusOK || again.Body.String() != first.Body.String() || other.Code != http.StatusTooManyRequests {
		t.Errorf("%d %s, %d %s, %d", first.Code, first.Body, again.Code, again.Body, other.Code)
	}
}

// demand publishes that a category wants so many photos.
func (w *issueTown) demand(t *testing.T, code string, photos int) {
	t.Helper()
	ctx, from := t.Context(), app.Source{}
	d, err := w.app.OpenDraft(ctx, cityOne, "")
	if err == nil {
		_, err = w.app.AddCategories(ctx, cityOne, d.ID, []body.Category{{Code: code, Names: city.Names{ZH: "排水"}, PhotosReport: photos}}, from, app.Silent)
	}
	if err == nil {
		_, err = w.app.Publish(ctx, cityOne, d.ID, time.Time{})
	}
	if err == nil {
		err = w.app.RefreshCity(ctx, cityOne)
	}
	if err != nil {
		t.Fatal(err)
	}
}
