package session

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/auth/secret"
	"sizhang/server/record"
	"sizhang/server/store"
)

func TestRefreshGivesTheNext(t *testing.T) {
	w := newTown(t)
	s := w.server()
	s.add(login, correct, "plain")
	first := s.signIn(login, correct)
	last := first
	for range 5 {
		w.clock.pass(10 * 24 * time.Hour)
		next := s.refresh(last.Refresh)
		if next.Refresh == last.Refresh || next.Access == last.Access || next.Session != first.Session {
			t.Fatal("the tokens are not new ones of the same sign-in")
		}
		if life := next.RefreshExpires.Sub(w.clock.now()); life != 30*24*time.Hour {
			t.Errorf("the refresh token lasts %v", life)
		}
		if who := s.who(next.Access); !who.Session.Seen.Equal(w.clock.now()) {
			t.Errorf("seen at %v", who.Session.Seen)
		}
		last = next
	}
	w.clock.pass(30*24*time.Hour + time.Second)
	_, err := s.Refresh(t.Context(), last.Refresh, phone)
	w.refused(err, fault.SignInRequired)
	s.has(record.TokenReplayed, 0)
}

// A lost answer is given again, by any server, as long as the grace lasts. After
// that somebody has a token who should not, and the sign-in ends.
func TestALostAnswerIsGivenAgain(t *testing.T) {
	w := newTown(t)
	s, other := w.server(), w.server()
	account := s.add(login, correct, "plain")
	first := s.signIn(login, correct)
	next := s.refresh(first.Refresh)
	w.clock.pass(30 * time.Second)
	for _, one := range []*server{s, other} {
		if again := one.refresh(first.Refresh); again.Refresh != next.Refresh {
			t.Fatal("another successor was given")
		} else if more := one.refresh(first.Refresh); more.Access == again.Access {
			t.Error("two access tokens of one instant are the same")
		}
	}
	w.clock.pass(time.Millisecond)
	_, err := other.Refresh(t.Context(), first.Refresh, From{Address: "198.51.100.9"})
	w.refused(err, fault.SignInRequired)
	e := s.has(record.TokenReplayed, 1)[0]
	if e.Account != account.ID || e.Session != first.Session || e.Address != "198.51.100.9" {
		t.Errorf("the record has %+v", e)
	}
	s.gone(next.Access, fault.SignInRequired)
	other.gone(next.Access, fault.SignInRequired)
	_, err = s.Refresh(t.Context(), next.Refresh, phone)
	w.refused(err, fault.SignInRequired)
	s.has(record.TokenReplayed, 1)
}

// An old token ends the sign-in at any age, within the grace of a later one too.
func TestReplayEndsTheFamily(t *testing.T) {
	for behind := 2; behind <= 5; behind++ {
		t.Run(fmt.Sprint(behind), func(t *testing.T) {
			w := newTown(t)
			s := w.server()
			s.add(login, correct, "plain")
			kept, elsewhere := s.signIn(login, correct), s.signIn(login, correct)
			last := kept
			for range behind {
				last = s.refresh(last.Refresh)
			}
			_, err := s.Refresh(t.Context(), kept.Refresh, phone)
			w.refused(err, fault.SignInRequired)
			s.has(record.TokenReplayed, 1)
			s.gone(last.Access, fault.SignInRequired)
			_, err = s.Refresh(t.Context(), last.Refresh, phone)
			w.refused(err, fault.SignInRequired)
			s.who(elsewhere.Access)
		})
	}
}

// What is not ours to the letter ends nobody's sign-in.
func TestForgedRefreshTokensEndNothing(t *testing.T) {
	w := newTown(t)
	s := w.server()
	s.add(login, correct, "plain")
	first, other := s.signIn(login, correct), s.signIn(login, correct)
	next := s.refresh(first.Refresh)
	parts, others := strings.Split(first.Refresh, "."), strings.Split(other.Refresh, ".")
	with := func(i int, text string) string {
		p := append([]string{}, parts...)
		p[i] = text
		return strings.Join(p, ".")
	}
	foreign := New(Options{Secret: secret.New()})
	forged := []string{
		"", ".", "....", "x", with(0, "110102"), with(1, others[1]), with(2, "2"), with(2, "01"), with(2, "+1"), with(2, "0"), with(2, "-1"),
		with(2, "99999999999999999999"), with(3, others[3]), with(3, ""), with(4, ""), with(4, others[4]), with(4, parts[4]+"A"), with(4, parts[4][:42]),
		first.Refresh + ".", first.Refresh + " ", "." + first.Refresh, first.Refresh + "\n", strings.ToUpper(first.Refresh), strings.Repeat("a.", 10_000),
		strings.Repeat(first.Refresh, 5), first.Access, first.Session, strings.Join(parts[:4], "."),
		foreign.write(refreshToken{parts[0], parts[1], 1, parts[3]}), foreign.write(refreshToken{parts[0], parts[1], 2, parts[3]}),
	}
	for i := range parts[4] { // every letter of the tag, and the last one's spare bits
		forged = append(forged, with(4, parts[4][:i]+string(parts[4][i]^1)+parts[4][i+1:]))
	}
	for _, text := range forged {
		_, err := s.Refresh(t.Context(), text, phone)
		w.refused(err, fault.SignInRequired)
	}
	s.has(record.TokenReplayed, 0)
	s.who(next.Access)
	s.refresh(next.Refresh)
}

// Two devices have one token, as a stolen one, and use it at the same moment, on
// two servers, and some of the answers are lost. Whoever gets an answer gets the
// same; and when the grace is over the sign-in ends.
func TestLostAnswerRaces(t *testing.T) {
	w := newTown(t)
	servers := []*server{w.server(), w.server()}
	servers[0].add(login, correct, "plain")
	rounds := long(1000, 50)
	for round := range rounds {
		first := servers[0].signIn(login, correct)
		const calls = 6
		lost := [calls]bool{}
		for i := range lost {
			lost[i] = rand.IntN(2) == 0
		}
		got := [calls]Tokens{}
		var group sync.WaitGroup
		for i := range calls {
			group.Go(func() {
				tokens, err := servers[i%2].Refresh(t.Context(), first.Refresh, phone)
				if err != nil {
					t.Errorf("round %d: %v", round, err)
				} else if !lost[i] {
					got[i] = tokens
				}
			})
		}
		group.Wait()
		heard := servers[0].refresh(first.Refresh) // whoever heard nothing asks again
		for i, g := range got {
			if !lost[i] && g.Refresh != heard.Refresh {
				t.Fatalf("round %d: two successors", round)
			}
		}
		w.clock.pass(31 * time.Second)
		_, err := servers[round%2].Refresh(t.Context(), first.Refresh, phone)
		w.refused(err, fault.SignInRequired)
		_, err = servers[0].Refresh(t.Context(), heard.Refresh, phone)
		w.refused(err, fault.SignInRequired)
		servers[1].gone(heard.Access, fault.SignInRequired)
		last, _, err := servers[0].record.Read(t.Context(), code, record.Query{Limit: 1})
		must(t, err)
		if last[0].Kind != record.TokenReplayed || last[0].Session != first.Session {
			t.Fatalf("round %d: the record ends with %v", round, last)
		}
	}
}

// Wherever a server dies while it refreshes, the phone asks again with the same
// token within the grace and goes on.
func TestAServerThatDiesLocksNobodyOut(t *testing.T) {
	for name, dies := range map[string]func(*bent, *int){
		"before the write": func(b *bent, n *int) { b.before = func() error { *n++; return errDied } },
		"after the write":  func(b *bent, n *int) { b.after = func() error { *n++; return errDied } },
		"in doubt, unwritten": func(b *bent, n *int) {
			b.before = func() error { *n++; return fmt.Errorf("%w: %w", store.ErrTransient, errDied) }
		},
		"in doubt, written": func(b *bent, n *int) {
			b.after = func() error { *n++; return fmt.Errorf("%w: %w", store.ErrTransient, errDied) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newTown(t)
			s, died := w.server(), 0
			s.add(login, correct, "plain")
			b := &bent{Store: w.store, collection: store.Sessions}
			dying := w.server(over(b))
			tokens := s.signIn(login, correct)
			for range 3 {
				dies(b, &died)
				for range 3 { // the phone tries a dying server now and then
					if got, err := dying.Refresh(t.Context(), tokens.Refresh, phone); err == nil {
						if b.after == nil {
							t.Fatal("a write that failed was taken for one")
						}
						w.hide(got.Access, got.Refresh)
					} else if !errors.Is(err, errDied) {
						t.Fatal(err)
					}
				}
				b.before, b.after = nil, nil
				w.clock.pass(29 * time.Second)
				tokens = dying.refresh(tokens.Refresh)
				s.who(tokens.Access)
				w.clock.pass(time.Hour)
			}
			if died == 0 {
				t.Error("nothing died")
			}
			s.has(record.TokenReplayed, 0)
		})
	}
}

// A replay ends the sign-in though it cannot be recorded.
func TestAReplayEndsItOffTheRecordToo(t *testing.T) {
	w := newTown(t)
	s := w.server()
	s.add(login, correct, "plain")
	first := s.signIn(login, correct)
	second := s.refresh(first.Refresh)
	third := s.refresh(second.Refresh)
	s.options.Record = failingRecord{}
	_, err := s.Refresh(t.Context(), first.Refresh, phone)
	w.refused(err, fault.SignInRequired)
	s.gone(third.Access, fault.SignInRequired)
	if !strings.Contains(w.said.String(), "not on the record") {
		t.Error("nobody is told")
	}
}

// A server whose clock is off refreshes what another made, and back. A lost answer
// can be asked for at the other server where their clocks differ by less than the
// grace.
func TestClocksThatDiffer(t *testing.T) {
	w := newTown(t)
	right := w.server()
	right.add(login, correct, "plain")
	for _, off := range []time.Duration{-24 * time.Hour, -10 * time.Minute, -20 * time.Second, 20 * time.Second, 24 * time.Hour} {
		t.Run(off.String(), func(t *testing.T) {
			wrong := w.server(skewed(off))
			tokens := right.signIn(login, correct)
			servers := []*server{wrong, right}
			for i := range 6 {
				one := servers[i%2]
				next := one.refresh(tokens.Refresh)
				one.who(next.Access) // its own token is good there
				w.hide(next.Access)
				if off.Abs() < 30*time.Second {
					if again := servers[(i+1)%2].refresh(tokens.Refresh); again.Refresh != next.Refresh {
						t.Fatal("another successor")
					}
				}
				tokens = next
				w.clock.pass(time.Minute)
			}
			if n := len(right.entries(code, record.TokenReplayed)); n != 0 {
				t.Errorf("%d replays", n)
			}
		})
	}
}
