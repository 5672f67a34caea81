package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/server/auth/secret"
	"sizhang/server/hook"
	"sizhang/server/record"
	"sizhang/server/store"
)

// writtenIssues are issues that a test writes into a store as they are.
type writtenIssues struct{ store store.Store }

func (w writtenIssues) Get(ctx context.Context, city, id string) (i issue.Issue, err error) {
	d, err := w.store.Get(ctx, store.Issues, city, id)
	if err == nil {
		err = json.Unmarshal(d.Body, &struct{ Issue *issue.Issue }{&i})
	}
	return i, err
}

// happens adds an event to an issue of the unit.
func (w writtenIssues) happens(t *testing.T, id, unit string, at time.Time) {
	t.Helper()
	i := issue.Issue{City: cityOne, ID: id, Number: "no-" + id, Source: issue.FromHotline, Outside: "4711", State: issue.Filed,
		Place: issue.Place{Point: geo.Point{Lng: 116.405, Lat: 39.905}}, Routing: issue.Routing{Units: []string{unit}}}
	d, err := w.store.Get(t.Context(), store.Issues, cityOne, id)
	if err == nil {
		i, err = w.Get(t.Context(), cityOne, id)
		if err != nil {
			t.Fatal(err)
		}
	}
	i.History = append(i.History, issue.Event{Seq: len(i.History) + 1, Action: issue.Comment, At: at})
	text, err := json.Marshal(map[string]any{"number": i.Number, "issue": i})
	if err != nil {
		t.Fatal(err)
	}
	d = store.Document{Collection: store.Issues, City: cityOne, ID: id, Version: d.Version, Body: text}
	if d.Version == 0 {
		err = w.store.Insert(t.Context(), d)
	} else {
		_, err = w.store.Replace(t.Context(), d)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// townHooks are the webhooks of a town, which sends nothing.
func townHooks(w *town) *hook.Hooks {
	return hook.New(hook.Options{Store: w.store, Issues: writtenIssues{w.store}, Cities: w.app, Secret: secret.New(), Record: w.record, Log: quietLog()})
}

// From making a webhook to what could not be delivered, over HTTP; all of it is on the
// record, and the secret is answered once.
func TestTheStoryOfAWebhook(t *testing.T) {
	w := newWorkshop(t)
	w.settle(t)
	now := fixtureNow.Add(time.Hour)
	hooks := hook.New(hook.Options{
		Store: w.store, Issues: writtenIssues{w.store}, Cities: w.app, Secret: secret.New(), Record: w.record, Log: quietLog(),
		Now: func() time.Time { return now }, Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		First: time.Millisecond, GiveUp: time.Nanosecond, Look: 10 * time.Millisecond,
	})
	w.server = New(w.app, Options{Log: quietLog(), Accounts: w.keepers.accounts, Sessions: w.sessions, Record: w.record, Webhooks: hooks})
	var mu sync.Mutex
	works, got := false, []string{}
	receiver := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, q *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if !works {
			rw.WriteHeader(http.StatusInternalServerError)
			return
		}
		got = append(got, q.Header.Get("Sizhang-Id"))
	}))
	defer receiver.Close()
	const all = "/api/v1/cities/" + cityOne + "/hooks"

	for body, refused := range map[string]struct {
		code  fault.Code
		field string
	}{
		`{"url":"https://10.0.0.8/x"}`:                            {fault.HookNetwork, "url"},
		`{"url":"http://example.com/x"}`:                          {fault.HookURLPlain, "url"},
		`{"url":"example.com"}`:                                   {fault.HookURLInvalid, "url"},
		`{"url":"https://example.com","actions":["eat"]}`:         {fault.HookFilter, "actions"},
		`{"url":"https://example.com","unit":"nowhere"}`:          {fault.HookFilter, "unit"},
		`{"url":"https://example.com","sources":["hotline","x"]}`: {fault.HookFilter, "sources"},
		`{"url":"https://example.com","categories":["nowhere"]}`:  {fault.HookFilter, "categories"},
	} {
		w.do(t, exchange{ask: "POST " + all, body: body, status: 422, code: refused.code, field: refused.field})
	}
	w.do(t, exchange{ask: "GET " + all, want: map[string]any{"hooks#": 0.0}})
	made := w.do(t, exchange{ask: "POST " + all, body: `{"url":"` + receiver.URL + `/callback?token=hush","note":"热线","sources":["hotline"]}`,
		want: map[string]any{"hook.note": "热线", "hook.disabled": nil, "hook.filter.sources.0": "hotline"}})
	key, id := pick(made, "secret").(string), pick(made, "hook.id").(string)
	one := all + "/" + id
	if !strings.HasPrefix(key, "whsec_") {
		t.Errorf("the secret is %s", key)
	}
	w.do(t, exchange{ask: "GET " + all, want: map[string]any{"hooks#": 1.0, "hooks.0.id": id}})
	w.do(t, exchange{ask: "GET " + one, want: map[string]any{"id": id, "failing": nil}})
	w.do(t, exchange{ask: "POST " + one + "/test", want: map[string]any{"delivered": false, "status": 500.0, "why": "answered"}})

	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = hooks.Run(ctx) })
	defer running.Wait()
	defer stop()
	writtenIssues{w.store}.happens(t, "a", eastCode, now)
	dead := exchange{ask: "GET " + one + "/deliveries?state=dead"}
	eventually(t, func() bool { return pick(w.do(t, dead), "deliveries#") == 1.0 })
	delivery := pick(w.do(t, dead), "deliveries.0.id").(string)
	eventually(t, func() bool { return pick(w.do(t, exchange{ask: "GET " + one}), "failing") != nil })
	mu.Lock()
	works = true
	mu.Unlock()
	w.do(t, exchange{ask: "POST " + one + "/test", want: map[string]any{"delivered": true, "status": 200.0}})
	w.do(t, exchange{ask: "POST " + one + "/deliveries/" + delivery + "/again", want: map[string]any{"id": delivery, "state": "pending"}})
	done := exchange{ask: "GET " + one + "/deliveries?state=done"}
	eventually(t, func() bool { return pick(w.do(t, done), "deliveries#") == 1.0 })
	w.do(t, exchange{ask: "POST " + one + "/deliveries/nothing/again", status: 404, code: fault.DeliveryNotFound})
	w.do(t, exchange{ask: "GET " + one + "/deliveries?after=nonsense", status: 422, code: fault.InvalidRequest})
	mu.Lock()
	if len(got) != 2 || got[1] != delivery {
		t.Errorf("received %v, not %s", got, delivery)
	}
	mu.Unlock()

	w.do(t, exchange{ask: "DELETE " + one, want: map[string]any{"id": id}})
	for _, ask := range []string{"GET " + one, "DELETE " + one, "POST " + one + "/test", "GET " + one + "/deliveries", "POST " + one + "/deliveries/" + delivery + "/again"} {
		w.do(t, exchange{ask: ask, status: 404, code: fault.HookNotFound})
	}

	entries, _, err := w.record.Read(t.Context(), cityOne, record.Query{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	count := map[record.Kind]int{}
	for _, e := range entries {
		count[e.Kind]++
		if text := fmt.Sprint(e); strings.Contains(text, "hush") || strings.Contains(text, key) {
			t.Errorf("the record has a secret: %s", text)
		}
	}
	for kind, want := range map[record.Kind]int{record.HookCreated: 1, record.HookDeleted: 1, record.HookTested: 2, record.DeliveredAgain: 2 + 1} {
		if count[kind] != want {
			t.Errorf("%d records of %s, not %d", count[kind], kind, want)
		}
	}
}

func eventually(t *testing.T, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("in vain")
		}
	}
}
