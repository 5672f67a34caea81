package session

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/accounts"
	"sizhang/server/auth/password"
	"sizhang/server/auth/token"
	"sizhang/server/record"
)

func TestSignInByPassword(t *testing.T) {
	w := newTown(t)
	s := w.server()
	account := s.add(login, correct, "plain")

	tokens := s.signIn("  Wang.Wei ", correct)
	if life := tokens.AccessExpires.Sub(w.clock.now()); life <= 0 || life > token.Life {
		t.Errorf("the access token lasts %v", life)
	}
	if life := tokens.RefreshExpires.Sub(w.clock.now()); life != 30*24*time.Hour {
		t.Errorf("the refresh token lasts %v", life)
	}
	who := s.who(tokens.Access)
	if who.Actor.Account != account.ID || who.Account.ID != account.ID || who.City != code || who.Actor.Session != tokens.Session || who.Session.ID != tokens.Session {
		t.Errorf("signed in is %+v", who)
	}
	if who.Session.Device != phone.Device || who.Session.Address != phone.Address || !who.Session.Created.Equal(w.clock.now()) {
		t.Errorf("the session is %+v", who.Session)
	}
	if len(who.Holdings) != 1 || who.Holdings[0].Role.ID != "plain" {
		t.Errorf("they hold %v", who.Holdings)
	}
	e := s.has(record.SignedIn, 1)[0]
	if e.Account != account.ID || e.Session != tokens.Session || e.Address != phone.Address || e.With["by"] != "password" {
		t.Errorf("the record has %+v", e)
	}
	w.clock.pass(token.Life + time.Minute)
	s.gone(tokens.Access, fault.TokenExpired)
}

// Whatever is wrong, the answer is the same and costs the same: one account looked
// for, one hash computed, one entry written.
func TestWhoeverCannotSignInIsToldTheSame(t *testing.T) {
	w := newTown(t)
	counted := &counting{}
	s := w.server(func(o *Options) { o.Hasher = &countingHasher{w.hasher, counted} })
	s.options.Accounts = &countingAccounts{s.options.Accounts, counted}
	s.options.Record = &countingRecord{s.options.Record, counted}
	s.add(login, correct, "plain")
	disabled := s.add("disabled", correct, "plain")
	_, err := s.accounts.Disable(t.Context(), accounts.Caller{Local: true}, code, disabled.ID)
	must(t, err)
	only := s.add("only.sso", "", "plain")
	_, err = s.accounts.Edit(t.Context(), code, only.ID, func(a *accounts.Account) error { a.Hash = ""; return nil })
	must(t, err)

	type answer struct{ text, work string }
	var first answer
	for i, try := range []struct{ login, word string }{
		{login, "wrong horse battery staple"}, {"nobody.at.all", correct}, {"disabled", correct}, {"disabled", "wrong horse battery staple"},
		{"only.sso", correct}, {"only.sso", ""}, {"", correct}, {"名字", correct}, {strings.Repeat("a", 10_000), correct}, {"a\x00b", correct},
	} {
		counted.reset()
		_, err := s.SignIn(t.Context(), code, try.login, try.word, phone)
		w.refused(err, fault.SignInFailed)
		one := answer{err.Error(), counted.String()}
		if i == 0 {
			first = one
			if one.work != "find 1, verify 1, hash 0, actor 0, edit 0, record 1" {
				t.Fatalf("a wrong password costs %s", one.work)
			}
		}
		if one != first {
			t.Errorf("%.20q is answered %v, a wrong password %v", try.login, one, first)
		}
	}
	why := map[string]int{}
	for _, e := range s.entries(code, record.SignInRefused) {
		why[e.With["reason"]]++
		if strings.Contains(fmt.Sprint(e), "nobody.at.all") {
			t.Errorf("what somebody typed is on the record: %v", e)
		}
	}
	if got := fmt.Sprint(why); got != "map[disabled:1 no_password:2 password:2 unknown:5]" {
		t.Errorf("the record says why: %s", got)
	}
}

// Measured: with SIZHANG_LONG, since it is of this machine as much as of the code.
// The work is the production's; the medians differ by less than a tenth.
func TestWhoeverCannotSignInIsToldAfterTheSameTime(t *testing.T) {
	if os.Getenv("SIZHANG_LONG") == "" {
		t.Skip("SIZHANG_LONG is not set")
	}
	w := newTown(t)
	w.hasher = password.NewHasher(password.Options{})
	s := w.server()
	s.add(login, correct, "plain")
	disabled := s.add("disabled", correct, "plain")
	_, err := s.accounts.Disable(t.Context(), accounts.Caller{Local: true}, code, disabled.ID)
	must(t, err)
	tries := []string{login, "nobody", "disabled"}
	took := make([][]time.Duration, len(tries))
	for range 201 {
		w.clock.pass(10 * time.Minute) // nobody is blocked
		for i, name := range tries {
			since := time.Now()
			_, err := s.SignIn(t.Context(), code, name, "wrong horse battery staple", phone)
			took[i] = append(took[i], time.Since(since))
			w.refused(err, fault.SignInFailed)
		}
	}
	for i := range took {
		slices.Sort(took[i])
	}
	known := took[0][100]
	for i, name := range tries[1:] {
		ratio := float64(took[i+1][100]) / float64(known)
		t.Logf("%s takes %.3f of %v", name, ratio, known)
		if ratio < 0.9 || ratio > 1.1 {
			t.Errorf("%s takes %.3f of the time", name, ratio)
		}
	}
}

func TestFiveFailuresAnAccount(t *testing.T) {
	for _, name := range []string{login, "nobody"} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			s := w.server()
			s.add(login, correct, "plain")
			for range 5 {
				_, err := s.SignIn(t.Context(), code, name, "wrong horse battery staple", phone)
				w.refused(err, fault.SignInFailed)
			}
			before := w.hasher.Computed()
			_, err := s.SignIn(t.Context(), code, name, correct, phone)
			w.refused(err, fault.TooManyAttempts)
			if f := fault.As(err); f.With["seconds"] != 15*60 {
				t.Errorf("come again in %v s", f.With["seconds"])
			}
			if w.hasher.Computed() != before {
				t.Error("a password was looked at though the account is blocked")
			}
			_, err = s.SignIn(t.Context(), code, "another", correct, phone)
			w.refused(err, fault.SignInFailed)
			w.clock.pass(15*time.Minute + time.Second)
			if _, err = s.SignIn(t.Context(), code, name, correct, phone); name == login {
				must(t, err)
			} else {
				w.refused(err, fault.SignInFailed)
			}
		})
	}
}

// A hundred at once are no more tries than one after the other: while five are
// looked at, all others are told to wait.
func TestFiveFailuresAtOnce(t *testing.T) {
	const calls = 100
	w := newTown(t)
	gate := &gatedHasher{Hasher: w.hasher, open: make(chan struct{})}
	s := w.server(func(o *Options) { o.Hasher = gate })
	s.add(login, correct, "plain")
	settled := make(chan struct{}, 2*calls)
	gate.entered = func() { settled <- struct{}{} }
	var wrong, blocked atomic.Int32
	var group sync.WaitGroup
	for range calls {
		group.Go(func() {
			switch _, err := s.SignIn(t.Context(), code, login, "wrong horse battery staple", phone); {
			case is(err, fault.SignInFailed):
				wrong.Add(1)
			case is(err, fault.TooManyAttempts):
				blocked.Add(1)
				settled <- struct{}{}
			default:
				t.Error(err)
			}
		})
	}
	for range calls {
		<-settled
	}
	close(gate.open)
	group.Wait()
	if wrong.Load() != 5 || blocked.Load() != calls-5 {
		t.Errorf("%d tries, %d blocked", wrong.Load(), blocked.Load())
	}
}

// gatedHasher says when somebody comes, and lets nobody go before it is open.
type gatedHasher struct {
	Hasher
	entered func()
	open    chan struct{}
}

func (h *gatedHasher) Verify(ctx context.Context, word, hash string) (bool, bool, error) {
	h.entered()
	<-h.open
	return h.Hasher.Verify(ctx, word, hash)
}

func TestTriesThatCameToNothingAreNotCounted(t *testing.T) {
	w := newTown(t)
	fail := false
	s := w.server(func(o *Options) { o.Hasher = &failingHasher{w.hasher, &fail} })
	s.add(login, correct, "plain")
	fail = true
	for range 20 {
		_, err := s.SignIn(t.Context(), code, login, correct, phone)
		w.refused(err, fault.ServerBusy)
	}
	fail = false
	s.signIn(login, correct)
}

func TestAnAddressIsLimited(t *testing.T) {
	w := newTown(t)
	s := w.server(func(o *Options) { o.AddressBurst, o.AddressEvery = 3, time.Minute })
	s.add(login, correct, "plain")
	tokens := s.signIn(login, correct)
	for range 2 {
		_, err := s.SignIn(t.Context(), code, "nobody", correct, phone)
		w.refused(err, fault.SignInFailed)
	}
	calls := map[string]func() error{
		"sign in":  func() error { _, err := s.SignIn(t.Context(), code, login, correct, phone); return err },
		"password": func() error { _, err := s.Password(t.Context(), "x", "y", phone); return err },
		"factor":   func() error { _, err := s.Factor(t.Context(), "x", "y", phone); return err },
		"enrol":    func() error { _, err := s.Enrol(t.Context(), "x", "y", phone); return err },
		"redeem":   func() error { _, err := s.RedeemSSO(t.Context(), "x", "y", phone); return err },
		"finish":   func() error { _, err := s.FinishSSO(t.Context(), "x", "y", "", phone); return err },
		"forged":   func() error { _, err := s.Refresh(t.Context(), "x", phone); return err },
	}
	who := s.who(tokens.Access)
	calls["change"] = func() error { return s.ChangePassword(t.Context(), who, correct, another, phone) }
	calls["begin"] = func() error { _, err := s.BeginFactor(t.Context(), who, correct, phone); return err }
	calls["drop"] = func() error { return s.DropFactor(t.Context(), who, correct, phone) }
	hashed := w.hasher.Computed()
	for name, call := range calls {
		if err := call(); !is(err, fault.TooManyRequests) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := w.hasher.Computed() - hashed; n != 0 {
		t.Errorf("%d passwords were hashed for nothing", n)
	}
	s.refresh(tokens.Refresh) // a phone that is signed in waits for nobody
	_, err := s.SignIn(t.Context(), code, login, correct, From{Address: "203.0.113.8"})
	must(t, err)
	w.clock.pass(time.Minute)
	s.signIn(login, correct)
}

// An address that nobody knows, such as of a link-local network with its zone, is one
// address.
func TestAHiddenAddressIsLimited(t *testing.T) {
	w := newTown(t)
	s := w.server(func(o *Options) { o.AddressBurst, o.AddressEvery = 3, time.Minute })
	for range 3 {
		_, err := s.SignIn(t.Context(), code, "nobody.here", correct, From{})
		w.refused(err, fault.SignInFailed)
	}
	_, err := s.SignIn(t.Context(), code, "nobody.else", correct, From{})
	w.refused(err, fault.TooManyRequests)
	_, err = s.SignIn(t.Context(), code, "nobody.here", correct, phone)
	w.refused(err, fault.SignInFailed)
}

func TestAnOlderHashIsMadeAnew(t *testing.T) {
	w := newTown(t)
	old := w.server()
	account := old.add(login, correct, "plain")
	before := old.signIn(login, correct)
	stronger := password.NewHasher(password.Options{MemoryKiB: 128, Iterations: 1})
	s := w.server(func(o *Options) { o.Hasher = stronger })
	s.signIn(login, correct)
	_, fresh, err := s.accounts.Actor(t.Context(), code, account.ID)
	must(t, err)
	if fresh.Hash == account.Hash || !strings.Contains(string(fresh.Hash), "m=128,") {
		t.Error("the hash is the old one")
	}
	s.who(before.Access) // it is the same password
	s.signIn(login, correct)
	if _, again, _ := s.accounts.Actor(t.Context(), code, account.ID); again.Hash != fresh.Hash {
		t.Error("a hash of today was made anew")
	}
}

// A reset that comes while a hash is made anew stands, and nobody is signed in by
// the password of before.
func TestAResetWhileAHashIsMadeAnew(t *testing.T) {
	w := newTown(t)
	account := w.server().add(login, correct, "plain")
	slow := &slowHasher{Hasher: password.NewHasher(password.Options{MemoryKiB: 128, Iterations: 1})}
	s := w.server(func(o *Options) { o.Hasher = slow })
	var once string
	slow.before = func() {
		var err error
		once, err = s.accounts.ResetPassword(t.Context(), accounts.Caller{Local: true}, code, account.ID)
		must(t, err)
		w.hide(once)
		slow.before = func() {}
	}
	tokens := s.signIn(login, correct)
	s.gone(tokens.Access, fault.SignInRequired)
	a, err := s.SignIn(t.Context(), code, login, once, phone)
	s.wants(a, err, NextPassword)
}

// slowHasher does something before it makes a hash.
type slowHasher struct {
	Hasher
	before func()
}

func (h *slowHasher) Hash(ctx context.Context, word string) (string, error) {
	h.before()
	return h.Hasher.Hash(ctx, word)
}

// What cannot be recorded is not done: nobody gets tokens, and none is left behind.
func TestNobodySignsInOffTheRecord(t *testing.T) {
	w := newTown(t)
	s := w.server()
	account := s.add(login, correct, "plain")
	good := s.options.Record
	s.options.Record = failingRecord{}
	if a, err := s.SignIn(t.Context(), code, login, correct, phone); err == nil || a.Tokens != nil {
		t.Errorf("signed in off the record: %v", err)
	}
	_, err := s.SignIn(t.Context(), code, login, "wrong horse battery staple", phone)
	if err == nil || is(err, fault.SignInFailed) {
		t.Errorf("refused off the record: %v", err)
	}
	s.options.Record = good
	must(t, s.each(t.Context(), code, account.ID, func(id string, b body) error {
		if b.Revoked == "" {
			t.Error("a sign-in is left")
		}
		return nil
	}))
}

// A city that is none gets no record, so that made-up cities do not fill the store.
func TestACityThatIsNone(t *testing.T) {
	w := newTown(t)
	s := w.server()
	for _, city := range []string{"999999", "", "x", store0, "1101010", "11010\x00"} {
		_, err := s.SignIn(t.Context(), city, login, correct, phone)
		w.refused(err, fault.SignInFailed)
	}
	if list := s.entries("999999", record.SignInRefused); len(list) != 0 {
		t.Errorf("the record of no city has %v", list)
	}
	if list := s.entries(store0, record.SignInRefused); len(list) != 0 {
		t.Errorf("the record of the installation has %v", list)
	}
}

const store0 = "000000"

// counting counts what a sign-in costs.
type counting struct{ find, verify, hash, actor, edit, record atomic.Int32 }

func (c *counting) reset() {
	for _, n := range []*atomic.Int32{&c.find, &c.verify, &c.hash, &c.actor, &c.edit, &c.record} {
		n.Store(0)
	}
}

func (c *counting) String() string {
	return fmt.Sprintf("find %d, verify %d, hash %d, actor %d, edit %d, record %d",
		c.find.Load(), c.verify.Load(), c.hash.Load(), c.actor.Load(), c.edit.Load(), c.record.Load())
}

type countingHasher struct {
	Hasher
	*counting
}

func (h *countingHasher) Hash(ctx context.Context, word string) (string, error) {
	h.hash.Add(1)
	return h.Hasher.Hash(ctx, word)
}

func (h *countingHasher) Verify(ctx context.Context, word, hash string) (bool, bool, error) {
	h.verify.Add(1)
	return h.Hasher.Verify(ctx, word, hash)
}

type countingRecord struct {
	Recorder
	*counting
}

func (r *countingRecord) Append(ctx context.Context, city string, e record.Entry) error {
	r.record.Add(1)
	return r.Recorder.Append(ctx, city, e)
}

type countingAccounts struct {
	Accounts
	*counting
}

func (a *countingAccounts) Find(ctx context.Context, city, login string) (accounts.Account, bool, error) {
	a.find.Add(1)
	return a.Accounts.Find(ctx, city, login)
}

type failingHasher struct {
	Hasher
	fail *bool
}

func (h *failingHasher) Verify(ctx context.Context, word, hash string) (bool, bool, error) {
	if *h.fail {
		return false, false, fault.New(fault.ServerBusy, "", nil)
	}
	return h.Hasher.Verify(ctx, word, hash)
}

type failingRecord struct{}

func (failingRecord) Append(context.Context, string, record.Entry) error { return errDied }
