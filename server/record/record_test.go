package record

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sizhang/domain/fault"
	"sizhang/server/auth/secret"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

func TestEntriesAreKeptAsTheyHappened(t *testing.T) {
	st, err := sqlite.Open(t.Context(), t.TempDir(), store.Schema)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	s := secret.New()
	l := logOver(st, s)
	e := Entry{
		At: start.Add(1234567 * time.Nanosecond).In(time.FixedZone("", 8*3600)), Kind: PhoneShown, Account: "a-1", Session: "s-1",
		Address: "203.0.113.9", Object: "person/p-1", With: map[string]string{"reason": "回访 <&>", "empty": ""},
	}
	for _, e := range []Entry{e, {Kind: KeyRotated}} {
		if err := l.Append(t.Context(), city, e); err != nil {
			t.Fatal(err)
		}
	}
	got := all(t, logOver(st, s))
	if len(got) != 2 || got[0].Number != 1 || got[1].Number != 2 || got[0].Hash == got[1].Hash {
		t.Fatalf("%+v", got)
	}
	first := got[0]
	if !first.At.Equal(start.Add(1234*time.Microsecond)) || first.Kind != PhoneShown || first.Account != "a-1" || first.Session != "s-1" ||
		first.Address != "203.0.113.9" || first.Object != "person/p-1" || !maps.Equal(first.With, map[string]string{"reason": "回访 <&>"}) {
		t.Errorf("%+v", first)
	}
	if !got[1].At.Equal(start.Add(time.Second)) {
		t.Errorf("an entry without an instant is of %v", got[1].At)
	}
	if v := sound(t, l, 2); v.Head != got[1].Hash {
		t.Errorf("the head is %s, the last hash %s", v.Head, got[1].Hash)
	}
}

func TestTextsAreBoundedAndCleaned(t *testing.T) {
	l := logOver(newShelf(), secret.New())
	long := strings.Repeat("长", 5000)
	with := map[string]string{"a.b$c": "x", "": "y", "line": "one\r\n2\x00\x1b[31m\u202eback\u2028"}
	for i := range 100 {
		with[fmt.Sprintf("z%03d%s", i, long)] = long
	}
	e := Entry{Kind: SignInRefused, Account: long, Session: long, Address: long, Object: "\xff\xfe", With: with}
	if err := l.Append(t.Context(), city, e); err != nil {
		t.Fatal(err)
	}
	got := all(t, l)[0]
	for _, text := range []string{got.Account, got.Session, got.Address} {
		if n := len([]rune(text)); n != maxText {
			t.Errorf("%d characters were kept", n)
		}
	}
	if len(got.With) != maxWith || got.With["a_b_c"] != "x" || got.With["_"] != "y" || got.With["line"] != "one  2  [31m back " {
		t.Errorf("%d members: %q", len(got.With), got.With)
	}
	for name, text := range got.With {
		if len([]rune(name)) > maxName || len([]rune(text)) > maxText {
			t.Errorf("a member of %d and %d characters", len([]rune(name)), len([]rune(text)))
		}
	}
	if got.Object != "\uFFFD" {
		t.Errorf("%q", got.Object)
	}
	sound(t, l, 1)
}

// A block of the longest entries must fit any store.
func TestTheLargestBlockFits(t *testing.T) {
	wide := strings.Repeat("\U00020000", maxText)
	with := map[string]string{}
	for i := range maxWith {
		with[fmt.Sprintf("%02d%s", i, strings.Repeat("\U00020000", maxName))] = wide
	}
	e := Entry{Kind: Refused, Account: wide, Session: wide, Address: wide, Object: wide, With: with}.clean()
	sh := newShelf()
	c := logOver(sh, secret.New()).chain(city)
	batch := make([]*waiting, maxEntries)
	for i := range batch {
		batch[i] = &waiting{entry: e}
	}
	if err := c.keep(batch); err != nil {
		t.Fatal(err)
	}
	if size := len(sh.kept[id(1)].Body); size > store.MaxBody*3/4 {
		t.Errorf("%d bytes", size)
	}
	sound(t, c.log, maxEntries)
}

func TestCitiesHaveChainsOfTheirOwn(t *testing.T) {
	l := logOver(newShelf(), secret.New())
	for _, c := range []string{city, store.Installation, city} {
		if err := l.Append(t.Context(), c, Entry{Kind: SignedIn}); err != nil {
			t.Fatal(err)
		}
	}
	sound(t, l, 2)
	if v, err := l.Verify(t.Context(), store.Installation, ""); err != nil || v.Broken != 0 || v.Entries != 1 {
		t.Errorf("%+v, %v", v, err)
	}
	if v, err := l.Verify(t.Context(), "110102", ""); err != nil || v.Broken != 0 || v.Entries != 0 {
		t.Errorf("a city without entries: %+v, %v", v, err)
	}
	for _, c := range []string{"", "1101", "11010A", "1101011", "110101\n"} {
		if err := l.Append(t.Context(), c, Entry{Kind: SignedIn}); err == nil {
			t.Errorf("%q took an entry", c)
		}
	}
}

// What waits while a block is written shares the next one, up to its size.
func TestEntriesThatWaitShareABlock(t *testing.T) {
	sh := newShelf()
	open := make(chan struct{})
	sh.before = func() error { <-open; return nil }
	l := logOver(sh, secret.New())
	const n = 1 + maxEntries + 10
	done := make(chan error, n)
	for i := range n {
		go func() { done <- l.Append(context.Background(), city, Entry{Kind: SignedIn, Object: fmt.Sprint(i)}) }()
		if i == 0 { // it must have been taken by itself
			eventually(t, func() bool {
				c := l.chain(city)
				c.mu.Lock()
				defer c.mu.Unlock()
				return c.writing && len(c.waiting) == 0
			})
		}
	}
	eventually(t, func() bool { c := l.chain(city); c.mu.Lock(); defer c.mu.Unlock(); return len(c.waiting) == n-1 })
	close(open)
	for range n {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	if sh.inserts != 3 {
		t.Errorf("%d writes for %d entries", sh.inserts, n)
	}
	sound(t, l, n)
}

func eventually(t *testing.T, is func() bool) {
	t.Helper()
	for range 5000 {
		if is() {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("it never came to be")
}

func TestWhoGivesUpDoesNotWait(t *testing.T) {
	sh := newShelf()
	open := make(chan struct{})
	sh.before = func() error { <-open; return nil }
	l := logOver(sh, secret.New())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.Append(ctx, city, Entry{Kind: SignedIn}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(open)
	if err := l.Append(t.Context(), city, Entry{Kind: SignedOut}); err != nil { // others go on
		t.Error(err)
	}
}

func TestWhatCannotBeKeptIsRefused(t *testing.T) {
	sh := newShelf()
	sh.before = func() error { return errors.New("disk full") }
	l := logOver(sh, secret.New())
	err := l.Append(t.Context(), city, Entry{Kind: SignedIn})
	if fault.As(err).Code != fault.StoreNotWritable {
		t.Errorf("a failing store: %v", err)
	}
	sh.before = nil
	fill(t, l, 3)
	sound(t, l, 3)
	for name, tamper := range map[string]func(d *store.Document){
		"a tombstone": func(d *store.Document) { d.Gone = true },
		"no block":    func(d *store.Document) { d.Body = []byte(`{"number":4}`) },
	} {
		d := store.Document{City: city, ID: blockID(4), Version: 1}
		tamper(&d)
		sh.kept[id(4)] = d
		if err := l.Append(t.Context(), city, Entry{Kind: SignedIn}); fault.As(err).Code != fault.RecordBroken {
			t.Errorf("%s at the end: %v", name, err)
		}
	}
}

// A store that was restored from a backup ends earlier than this process knows.
func TestTheChainGoesOnOverARestoredStore(t *testing.T) {
	sh := newShelf()
	l := logOver(sh, secret.New())
	fill(t, l, 20)
	for n := int64(11); n <= 20; n++ {
		delete(sh.kept, id(n))
	}
	if page, _, err := l.Read(t.Context(), city, Query{Limit: 5}); err != nil || len(page) != 5 || page[0].Number != 10 {
		t.Errorf("read %+v, %v", page, err)
	}
	fill(t, l, 2)
	sound(t, l, 12)
}

func TestReadFiltersAndPages(t *testing.T) {
	s := secret.New()
	rapid.Check(t, func(t *rapid.T) {
		sh := newShelf()
		l := New(sh, s, time.Now)
		var want []Entry
		after := place{hash: root(city)}
		for range rapid.IntRange(0, 12).Draw(t, "blocks") { // of several entries each
			var entries []Entry
			for range rapid.IntRange(1, 9).Draw(t, "entries") {
				e := Entry{Kind: rapid.SampledFrom(Kinds[:3]).Draw(t, "kind"), Account: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "account")}
				// Clocks of servers differ, though by less than they may.
				e.At = start.Add(time.Duration(len(want)+len(entries))*time.Minute + time.Duration(rapid.IntRange(-20, 20).Draw(t, "off"))*time.Minute)
				entries = append(entries, e.clean())
			}
			b, err := l.block(city, after, entries)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := l.chain(city).insert(context.Background(), b); err != nil {
				t.Fatal(err)
			}
			after, want = b.place(), append(want, entries...)
		}
		q := Query{Limit: rapid.IntRange(1, 10).Draw(t, "limit")}
		q.Account = rapid.SampledFrom([]string{"", "a"}).Draw(t, "of")
		q.Kinds = rapid.SampledFrom([][]Kind{nil, Kinds[:1], Kinds[1:3]}).Draw(t, "kinds")
		if rapid.Bool().Draw(t, "from") {
			q.From = start.Add(time.Duration(rapid.IntRange(-30, 120).Draw(t, "at")) * time.Minute)
		}
		if rapid.Bool().Draw(t, "until") {
			q.Until = start.Add(time.Duration(rapid.IntRange(-30, 120).Draw(t, "before")) * time.Minute)
		}
		var expected []int64
		for i, e := range slices.Backward(want) {
			if (q.Account == "" || e.Account == q.Account) && (q.Kinds == nil || slices.Contains(q.Kinds, e.Kind)) &&
				!e.At.Before(q.From) && (q.Until.IsZero() || e.At.Before(q.Until)) {
				expected = append(expected, int64(i)+1)
			}
		}
		var got []int64
		for range len(want) + 2 {
			page, before, err := New(sh, s, time.Now).Read(context.Background(), city, q)
			if err != nil || len(page) > q.Limit {
				t.Fatalf("%d entries, %v", len(page), err)
			}
			for _, e := range page {
				got = append(got, e.Number)
			}
			if len(page) > 0 && page[len(page)-1].Number == 1 && before != 0 {
				t.Fatalf("after the first entry comes %d", before)
			}
			if q.Before = before; before == 0 {
				break
			}
		}
		if !slices.Equal(got, expected) || q.Before != 0 {
			t.Fatalf("read %v, want %v; next %d", got, expected, q.Before)
		}
	})
}

// A call looks at so many blocks only; what is rare is then found by the next.
func TestReadGoesOnWhereItStopped(t *testing.T) {
	sh := newShelf()
	l := logOver(sh, secret.New())
	const blocks = maxLook + 100
	after, want := place{hash: root(city)}, []int64(nil)
	for n := range int64(blocks) {
		first := Entry{At: start, Kind: SignedIn}
		if n%64 == (blocks-maxLook)%64 { // the last that a call looks at is one
			first.Kind = PhoneShown
			want = append(want, after.number+1)
		}
		b, err := l.block(city, after, []Entry{first, {At: start, Kind: SignedIn}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.chain(city).insert(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		after = b.place()
	}
	slices.Reverse(want)
	var got []int64
	calls := 0
	for q := (Query{Kinds: []Kind{PhoneShown}, Limit: maxLimit}); ; calls++ {
		page, before, err := l.Read(t.Context(), city, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page {
			got = append(got, e.Number)
		}
		if q.Before = before; before == 0 {
			break
		}
	}
	if !slices.Equal(got, want) || calls != 1 {
		t.Errorf("in %d calls more: %v, want %v", calls, got, want)
	}
}

// However long the chain is, and wherever it was last seen to end.
func TestTheEndIsFound(t *testing.T) {
	sh, s := newShelf(), secret.New()
	writer := logOver(sh, s)
	places := []place{{hash: root(city)}}
	for n := range 70 {
		for from, seen := range places {
			end, err := logOver(sh, s).end(t.Context(), city, seen)
			if err != nil || end != places[n] {
				t.Fatalf("%d blocks, looking from %d: %+v, %v", n, from, end, err)
			}
		}
		fill(t, writer, 1)
		places = append(places, writer.chain(city).last())
	}
}

func TestReadRefusesAnOddLimit(t *testing.T) {
	l := logOver(newShelf(), secret.New())
	for _, limit := range []int{0, -1, maxLimit + 1} {
		if _, _, err := l.Read(t.Context(), city, Query{Limit: limit}); err == nil {
			t.Errorf("the limit %d passed", limit)
		}
	}
}
