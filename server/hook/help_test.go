package hook

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/domain/territory"
	"sizhang/server/app"
	"sizhang/server/auth/secret"
	"sizhang/server/record"
	"sizhang/server/store"
	"sizhang/server/store/mongo"
	"sizhang/server/store/mongo/standin"
	"sizhang/server/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const town = "110101"

// world is one store, the servers on it, and a receiver.
type world struct {
	t        *testing.T
	store    store.Store
	secret   *secret.Secret
	receiver *receiver
	cities   *cities
	records  *records
}

func newWorld(t *testing.T) *world { return newWorldOn(t, openSQLite) }

func newWorldOn(t *testing.T, open func(*testing.T) store.Store) *world {
	t.Helper()
	st := open(t)
	t.Cleanup(func() { _ = st.Close() })
	return &world{t: t, store: st, secret: secret.New(), receiver: newReceiver(t), cities: newCities(t), records: &records{}}
}

func openSQLite(t *testing.T) store.Store {
	t.Helper()
	st, err := sqlite.Open(t.Context(), t.TempDir(), store.Schema)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

// openMongo opens a store on a stand-in of a MongoDB.
func openMongo(t *testing.T) store.Store {
	t.Helper()
	server, err := standin.Start(standin.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	st, err := mongo.Open(t.Context(), server.URI("sizhang"), store.Schema)
	if err != nil {
		t.Fatal(err)
	}
	return st
}

var stores = map[string]func(*testing.T) store.Store{"sqlite": openSQLite, "mongo": openMongo}

// server makes one over the store, as options change it.
func (w *world) server(st store.Store, change ...func(*Options)) *Hooks {
	o := Options{
		Store: st, Issues: issuesOf{st}, Cities: w.cities, Secret: w.secret, Record: w.records, Log: slog.New(slog.DiscardHandler),
		Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
		First:    time.Millisecond, Longest: 20 * time.Millisecond, Look: 20 * time.Millisecond, Timeout: 2 * time.Second,
	}
	for _, c := range change {
		c(&o)
	}
	return New(o)
}

// runs runs a server until the returned function, or the test, ends it.
func (w *world) runs(h *Hooks) (stop func()) {
	ctx, cancel := context.WithCancel(w.t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = h.Run(ctx) }()
	stop = sync.OnceFunc(func() { cancel(); <-ended })
	w.t.Cleanup(stop)
	return stop
}

// happens adds events to an issue, in one write.
func (w *world) happens(id string, actions ...issue.Action) {
	w.t.Helper()
	doc, err := w.store.Get(w.t.Context(), store.Issues, town, id)
	i := issue.Issue{City: town, ID: id, Number: "no-" + id, Source: issue.FromHotline, Outside: "12345-" + id, Category: "0101", Routing: issue.Routing{Units: []string{"G1", "T1"}}}
	if err == nil {
		i = must(w.t, doc)
	}
	for _, a := range actions {
		i.History = append(i.History, issue.Event{
			Seq: len(i.History) + 1, At: time.Now(), Action: a, To: issue.Filed, Reason: "理由", Hands: &issue.Hands{Unit: "G1", Post: fmt.Sprint("head-", len(i.History)+1)},
		})
	}
	w.put(&i, doc.Version)
}

func (w *world) put(i *issue.Issue, version int64) {
	w.t.Helper()
	text, err := json.Marshal(map[string]any{"number": i.Number, "issue": i})
	if err != nil {
		w.t.Fatal(err)
	}
	d := store.Document{Collection: store.Issues, City: i.City, ID: i.ID, Version: version, Body: text}
	if version == 0 {
		err = w.store.Insert(w.t.Context(), d)
	} else {
		_, err = w.store.Replace(w.t.Context(), d)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

func must(t *testing.T, d store.Document) issue.Issue {
	t.Helper()
	i, err := issueOf(d)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func issueOf(d store.Document) (issue.Issue, error) {
	var b struct{ Issue issue.Issue }
	err := json.Unmarshal(d.Body, &b)
	return b.Issue, err
}

// issuesOf reads issues as happens wrote them.
type issuesOf struct{ store store.Store }

func (s issuesOf) Get(ctx context.Context, city, id string) (issue.Issue, error) {
	d, err := s.store.Get(ctx, store.Issues, city, id)
	if err != nil {
		return issue.Issue{}, err
	}
	return issueOf(d)
}

// cities is one town with a tree of categories.
type cities struct{ town *app.City }

func newCities(t *testing.T) *cities {
	t.Helper()
	ground, err := territory.New(&city.Profile{Code: town, Levels: []city.Level{{ID: "grid", Names: city.Names{ZH: "网格"}}}},
		[]territory.Unit{{Code: "G1", Level: "grid", Names: city.Names{ZH: "一"}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	what, err := body.NewRegister(nil, []body.Category{{Code: "01", Names: city.Names{ZH: "环境"}}, {Code: "0101", Parent: "01", Names: city.Names{ZH: "垃圾"}}, {Code: "02", Names: city.Names{ZH: "设施"}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return &cities{&app.City{Territory: ground, Bodies: what}}
}

func (c *cities) Cities() []*app.City { return []*app.City{c.town} }
func (c *cities) City(code string) (*app.City, bool) {
	return c.town, code == town
}

type records struct {
	mu   sync.Mutex
	kept []record.Entry
}

func (r *records) Append(_ context.Context, _ string, e record.Entry) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.kept = append(r.kept, e)
	return nil
}

func (r *records) kinds() []record.Kind {
	r.mu.Lock()
	defer r.mu.Unlock()
	var kinds []record.Kind
	for _, e := range r.kept {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

// receiver is another system. It checks every signature as docs/webhooks.md says.
type receiver struct {
	t   *testing.T
	url string

	mu     sync.Mutex
	key    string
	got    map[string][]string // bodies, by id
	forged int
	answer atomic.Pointer[http.HandlerFunc] // instead of 204; it has not to read anything
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{t: t, got: map[string][]string{}}
	s := httptest.NewServer(r)
	t.Cleanup(s.Close)
	r.url = s.URL + "/callback?token=hush"
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	text, err := io.ReadAll(q.Body)
	if err != nil {
		return
	}
	if answer := r.answer.Load(); answer != nil {
		(*answer)(w, q)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !verified(r.key, q.Header, text, time.Now()) {
		r.forged++
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	id := q.Header.Get(IDHeader)
	r.got[id] = append(r.got[id], string(text))
	w.WriteHeader(http.StatusNoContent)
}

func (r *receiver) answers(with http.HandlerFunc) {
	if with == nil {
		r.answer.Store(nil)
		return
	}
	r.answer.Store(&with)
}

// ids returns what arrived, by id, in order.
func (r *receiver) ids() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var ids []string
	for id := range r.got {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// verified is what a receiver does, as docs/webhooks.md shows it.
func verified(secret string, header http.Header, body []byte, now time.Time) bool {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		return false
	}
	id, timestamp := header.Get("Sizhang-Id"), header.Get("Sizhang-Timestamp")
	sent, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || now.Sub(time.Unix(sent, 0)).Abs() > 5*time.Minute {
		return false
	}
	want := Sign(key, id, timestamp, body)
	for given := range strings.FieldsSeq(header.Get("Sizhang-Signature")) {
		if hmac.Equal([]byte(given), []byte(want)) {
			return true
		}
	}
	return false
}

// create makes a webhook to the receiver.
func (w *world) create(h *Hooks, f Filter) Hook {
	w.t.Helper()
	one, key, err := h.Create(w.t.Context(), town, NewHook{URL: w.receiver.url, Filter: f})
	if err != nil {
		w.t.Fatal(err)
	}
	w.receiver.mu.Lock()
	defer w.receiver.mu.Unlock()
	w.receiver.key = key
	return one
}

// deliveries returns all of a webhook's, by id.
func (w *world) deliveries(h *Hooks, hook string, state State) []Delivery {
	w.t.Helper()
	var all []Delivery
	for after := ""; ; {
		list, next, err := h.Deliveries(w.t.Context(), town, hook, state, after, 3)
		if err != nil {
			w.t.Fatal(err)
		}
		if all = append(all, list...); next == "" {
			return all
		}
		after = next
	}
}

// until waits for something that is about to be.
func until(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("in vain: %s", what)
		}
	}
}

func wants(t *testing.T, what string, err error, code fault.Code) {
	t.Helper()
	if err == nil || fault.As(err).Code != code {
		t.Errorf("%s: %v, not %s", what, err, code)
	}
}
