package session

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sizhang/domain/access"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/person"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
	"sizhang/server/accounts"
	"sizhang/server/auth/password"
	"sizhang/server/auth/secret"
	"sizhang/server/auth/token"
	"sizhang/server/record"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	code    = "110101"
	login   = "wang.wei"
	correct = "correct horse 电池 staple"
)

// long is how often a test that goes on for long repeats itself.
func long(most, usual int) int {
	if os.Getenv("SIZHANG_LONG") != "" {
		return most
	}
	return usual
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// clock is a clock that is set by hand.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// town is a store with one city, and whatever was said about it: what servers
// logged, the errors they gave, and the secrets that must stand in neither.
type town struct {
	t      *testing.T
	store  store.Store
	secret *secret.Secret
	clock  *clock
	hasher *password.Hasher

	mu      sync.Mutex
	said    bytes.Buffer
	secrets []string
}

// newTown makes a store with the city; when the test ends, whatever was logged,
// answered as an error or stored is searched for secrets.
func newTown(t *testing.T) *town {
	st, err := sqlite.Open(t.Context(), t.TempDir(), store.Schema)
	must(t, err)
	w := &town{
		t: t, store: st, secret: secret.New(), clock: &clock{at: time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC)},
		hasher: password.NewHasher(password.Options{MemoryKiB: 64, Iterations: 1, Waiting: 1000}),
	}
	must(t, st.Insert(t.Context(), store.Document{Collection: store.Cities, City: store.Installation, ID: code, Body: []byte(`{}`)}))
	t.Cleanup(func() {
		w.findNoSecrets()
		must(t, st.Close())
	})
	return w
}

// Write takes what is logged.
func (w *town) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.said.Write(p)
}

// hide notes secrets.
func (w *town) hide(texts ...string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, text := range texts {
		if text != "" {
			w.secrets = append(w.secrets, text)
		}
	}
}

// findNoSecrets looks for secrets in all that was said, and for hashes of passwords
// everywhere but in the accounts.
func (w *town) findNoSecrets() {
	_, err := w.store.Scan(context.Background(), func(d store.Document) error {
		var account struct{ Hash string }
		if d.Collection == store.Accounts && json.Unmarshal(d.Body, &account) == nil && account.Hash != "" {
			w.hide(account.Hash)
			d.Body = bytes.ReplaceAll(d.Body, []byte(account.Hash), nil)
		}
		fmt.Fprintf(w, "document %s/%s/%s %s\n", d.Collection, d.City, d.ID, d.Body)
		return nil
	})
	must(w.t, err)
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.secrets {
		if i := bytes.Index(w.said.Bytes(), []byte(s)); i >= 0 {
			line := w.said.Bytes()[max(0, i-200):min(w.said.Len(), i+len(s)+50)]
			w.t.Errorf("a secret was let out: …%s…", line)
		}
	}
}

// server is one of the servers over the town's store.
type server struct {
	*Sessions
	town     *town
	accounts *accounts.Accounts
	record   *record.Log
}

// options lets a test change a server before it starts.
type change func(*Options)

// over puts another store under a server's sign-ins and keys.
func over(st store.Store) change { return func(o *Options) { o.Store = st } }

// skewed sets a server's clock off.
func skewed(d time.Duration) change {
	return func(o *Options) {
		right := o.Now
		o.Now = func() time.Time { return right().Add(d) }
	}
}

func (w *town) server(changes ...change) *server {
	o := Options{
		Store: w.store, Secret: w.secret, Hasher: w.hasher, Maker: token.Maker{Issuer: "https://example.org", Audience: "sizhang"},
		Now: w.clock.now, Log: slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug})),
		AddressBurst: 1_000_000,
	}
	log := record.New(w.store, w.secret, w.clock.now)
	o.Record = log
	for _, c := range changes {
		c(&o)
	}
	book := accounts.New(accounts.Options{Store: w.store, Duties: duties{w}, Hasher: w.hasher, Record: log, Now: w.clock.now})
	if o.Accounts == nil {
		o.Accounts = book
	}
	return &server{New(o), w, book, log}
}

// add makes an account with the password and roles.
func (s *server) add(login, word string, roles ...string) accounts.Account {
	s.town.t.Helper()
	n := accounts.NewAccount{Login: login, Name: "王伟", Password: word, Subject: "sub-" + login}
	for _, role := range roles {
		n.Grants = append(n.Grants, accounts.Grant{Role: role})
	}
	s.town.hide(word)
	a, once, err := s.accounts.Create(s.town.t.Context(), accounts.Caller{Local: true}, code, n)
	must(s.town.t, err)
	s.town.hide(once)
	return a
}

var phone = From{Address: "203.0.113.7", Device: Device{Name: "老王的手机", Platform: "android"}}

// signIn signs in and must get tokens.
func (s *server) signIn(login, word string) Tokens {
	s.town.t.Helper()
	a, err := s.SignIn(s.town.t.Context(), code, login, word, phone)
	must(s.town.t, err)
	return s.tokensOf(a)
}

// tokensOf returns the tokens that an answer must have.
func (s *server) tokensOf(a Answer) Tokens {
	s.town.t.Helper()
	s.town.hide(a.Ticket, a.Enrol)
	if a.Tokens == nil {
		s.town.t.Fatalf("no tokens, but next %q", a.Next)
	}
	s.town.hide(a.Tokens.Access, a.Tokens.Refresh)
	for _, r := range a.Recovery {
		s.town.hide(r, strings.ReplaceAll(r, "-", ""))
	}
	return *a.Tokens
}

// want returns the ticket of an answer that must want something.
func (s *server) wants(a Answer, err error, next Next) string {
	s.town.t.Helper()
	must(s.town.t, err)
	s.town.hide(a.Ticket)
	if a.Next != next || a.Tokens != nil || a.Ticket == "" || (next == NextEnrol) != (a.Enrol != "") {
		s.town.t.Fatalf("next is %q (tokens %v), not %q", a.Next, a.Tokens != nil, next)
	}
	return a.Ticket
}

// refresh must give new tokens.
func (s *server) refresh(old string) Tokens {
	s.town.t.Helper()
	n, err := s.Refresh(s.town.t.Context(), old, phone)
	must(s.town.t, err)
	s.town.hide(n.Access, n.Refresh)
	return n
}

// who must know the access token.
func (s *server) who(access string) Signed {
	s.town.t.Helper()
	who, err := s.Identify(s.town.t.Context(), access)
	must(s.town.t, err)
	return who
}

// refused says that the error is the fault, and keeps what it says.
func (w *town) refused(err error, want fault.Code) {
	w.t.Helper()
	if err == nil {
		w.t.Fatalf("nothing was refused, not even as %s", want)
	}
	fmt.Fprintf(w, "error %v\n", err)
	if !is(err, want) {
		w.t.Fatalf("refused as %v, not as %s", err, want)
	}
}

// gone says that the access token is no good any more on the server.
func (s *server) gone(access string, want fault.Code) {
	s.town.t.Helper()
	_, err := s.Identify(s.town.t.Context(), access)
	s.town.refused(err, want)
}

// entries returns the record's entries of the kind, the latest first.
func (s *server) entries(city string, kind record.Kind) []record.Numbered {
	s.town.t.Helper()
	list, _, err := s.record.Read(s.town.t.Context(), city, record.Query{Kinds: []record.Kind{kind}, Limit: 200})
	must(s.town.t, err)
	return list
}

// has says that the record has so many entries of the kind.
func (s *server) has(kind record.Kind, n int) []record.Numbered {
	s.town.t.Helper()
	list := s.entries(code, kind)
	if len(list) != n {
		s.town.t.Fatalf("%d entries of %s, not %d: %v", len(list), kind, n, list)
	}
	return list
}

// duties are those of a city in which everybody holds the town's posts.
type duties struct{ town *town }

var roles = []city.Role{
	{Role: access.Role{ID: "admin", Rights: access.Rights, Reach: access.Whole}},
	{Role: access.Role{ID: "plain", Rights: []access.Right{access.IssueRead}, Reach: access.Whole}},
	{Role: access.Role{ID: "guarded", Rights: []access.Right{access.IssueRead}, Reach: access.Whole, SecondFactor: true}},
}

func (d duties) ProfileNow(context.Context, string) (*city.Profile, error) {
	return &city.Profile{Roles: roles}, nil
}
func (d duties) Above(string, string) ([]string, bool) { return nil, false }
func (d duties) Knows(string) bool                     { return true }
func (d duties) HasBody(string, string) bool           { return false }
func (d duties) UnitsOf(string, string) []string       { return nil }
func (d duties) Person(context.Context, string, string) (person.Person, bool, error) {
	return person.Person{}, false, nil
}
func (d duties) PostsOf(context.Context, string, string) ([]territory.Office, error) { return nil, nil }
func (d duties) SponsoredBy(context.Context, string, string) ([]sponsor.Sponsored, error) {
	return nil, nil
}

// codeOf is what an authenticator shows (RFC 6238), for the secret of an URI.
func codeOf(t *testing.T, uri string, at time.Time) string {
	t.Helper()
	u, err := url.Parse(uri)
	must(t, err)
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(u.Query().Get("secret"))
	must(t, err)
	mac := hmac.New(sha1.New, key)
	must(t, binary.Write(mac, binary.BigEndian, uint64(at.Unix()/30)))
	sum := mac.Sum(nil)
	offset := sum[len(sum)-1] & 15
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[offset:])&0x7fffffff%1_000_000)
}

// wrongCode is a code that is not shown about now.
func wrongCode(t *testing.T, uri string, at time.Time) string {
	t.Helper()
	near := ""
	for step := -2; step <= 2; step++ {
		near += " " + codeOf(t, uri, at.Add(time.Duration(step)*30*time.Second))
	}
	for n := 0; ; n++ {
		if c := fmt.Sprintf("%06d", n); !strings.Contains(near, c) {
			return c
		}
	}
}

// bent is a store whose writes to a collection go wrong.
type bent struct {
	store.Store
	collection string
	before     func() error // before the write; an error keeps it from being made
	after      func() error // after it
}

func (b *bent) bend(collection string, write func() error) error {
	if collection != b.collection {
		return write()
	}
	if b.before != nil {
		if err := b.before(); err != nil {
			return err
		}
	}
	err := write()
	if err == nil && b.after != nil {
		err = b.after()
	}
	return err
}

func (b *bent) Insert(ctx context.Context, d store.Document) error {
	return b.bend(d.Collection, func() error { return b.Store.Insert(ctx, d) })
}

func (b *bent) Replace(ctx context.Context, d store.Document) (version int64, err error) {
	err = b.bend(d.Collection, func() error {
		version, err = b.Store.Replace(ctx, d)
		return err
	})
	return version, err
}

var errDied = errors.New("the server died")

// reading counts how often the keys are read.
type reading struct {
	store.Store
	keys atomic.Int32
}

func (r *reading) Get(ctx context.Context, collection, city, id string) (store.Document, error) {
	if collection == store.Keys {
		r.keys.Add(1)
	}
	return r.Store.Get(ctx, collection, city, id)
}

// resetting does something before who acts is asked for.
type resetting struct {
	Accounts
	before func()
}

func (r *resetting) Actor(ctx context.Context, city, id string) (access.Actor, accounts.Account, error) {
	r.before()
	return r.Accounts.Actor(ctx, city, id)
}
