package record

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"sizhang/server/auth/secret"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// counted says how often each object stands in the record.
func counted(t *testing.T, l *Log) map[string]int {
	t.Helper()
	found := map[string]int{}
	for _, e := range all(t, l) {
		found[e.Object]++
	}
	return found
}

func TestServersShareAChain(t *testing.T) {
	dir, s := t.TempDir(), secret.New()
	const writers, each = 16, 12
	var logs []*Log
	for range 2 {
		st, err := sqlite.Open(t.Context(), dir, store.Schema)
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		logs = append(logs, New(st, s, time.Now))
	}
	var writing sync.WaitGroup
	for w := range writers {
		for k, l := range logs {
			writing.Go(func() {
				for n := range each {
					if err := l.Append(t.Context(), city, Entry{Kind: SignedIn, Object: fmt.Sprint(k, w, n)}); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
	}
	writing.Wait()
	sound(t, logs[0], 2*writers*each)
	for object, n := range counted(t, logs[1]) {
		if n != 1 {
			t.Errorf("%s stands %d times", object, n)
		}
	}
}

// A store whose answers go astray, before the write or after it, must neither lose
// nor double an entry that was acknowledged, nor keep one twice that was not.
func TestAnswersThatGoAstray(t *testing.T) {
	var seeds sync.WaitGroup
	for seed := range uint64(20) {
		seeds.Go(func() { goAstray(t, seed) })
	}
	seeds.Wait()
}

func goAstray(t *testing.T, seed uint64) {
	sh, s := newShelf(), secret.New()
	var mu sync.Mutex
	rng := rand.New(rand.NewPCG(seed, 0))
	astray := func() error {
		mu.Lock()
		defer mu.Unlock()
		if rng.IntN(3) == 0 {
			return store.ErrTransient
		}
		return nil
	}
	sh.before, sh.after = astray, astray
	const writers, each = 6, 4
	var writing sync.WaitGroup
	for k := range 2 {
		l := New(sh, s, time.Now)
		for w := range writers / 2 {
			writing.Go(func() {
				for n := range each {
					if err := l.Append(t.Context(), city, Entry{Kind: SignedIn, Object: fmt.Sprint(k, w, n)}); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	writing.Wait()
	l := New(sh, s, time.Now)
	sound(t, l, writers*each)
	for object, n := range counted(t, l) {
		if n != 1 {
			t.Errorf("seed %d: %s stands %d times", seed, object, n)
		}
	}
}

// Variables that make this test's binary a server that records until it is killed.
const workIn, workSecret = "RECORD_TEST_DIR", "RECORD_TEST_SECRET"

// workIsOurs works as that server where the environment says so.
func workIsOurs() bool {
	dir := os.Getenv(workIn)
	if dir == "" {
		return false
	}
	st, err := sqlite.Open(context.Background(), dir, store.Schema)
	if err != nil {
		panic(err)
	}
	s, err := secret.Load(os.Getenv(workSecret))
	if err != nil {
		panic(err)
	}
	l := New(st, s, time.Now)
	var said sync.Mutex
	for w := range 8 {
		go func() {
			for n := 0; ; n++ {
				object := fmt.Sprint(os.Getpid(), "-", w, "-", n)
				if err := l.Append(context.Background(), city, Entry{Kind: SignedIn, Object: object}); err != nil {
					panic(err)
				}
				said.Lock()
				fmt.Println(object)
				said.Unlock()
			}
		}()
	}
	select {}
}

// A server is killed in the midst of its writes: whatever it acknowledged is there
// once, the chain is whole and the next server goes on with it.
func TestAKilledServerLeavesAWholeChain(t *testing.T) {
	dir := t.TempDir()
	key := dir + "/secret.key"
	acknowledged := map[string]bool{}
	for round := range 6 {
		child := exec.Command(os.Args[0])
		child.Env = append(os.Environ(), workIn+"="+dir, workSecret+"="+key)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewReader(out)
		for n := 0; ; n++ {
			line, err := lines.ReadString('\n')
			if err != nil {
				break
			}
			acknowledged[strings.TrimSpace(line)] = true
			if n == 40+17*round {
				_ = child.Process.Kill()
			}
		}
		_ = child.Wait()
		if len(acknowledged) < 40*(round+1) {
			t.Fatalf("only %d were acknowledged", len(acknowledged))
		}
	}
	st, err := sqlite.Open(t.Context(), dir, store.Schema)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	s, err := secret.Load(key)
	if err != nil {
		t.Fatal(err)
	}
	l := New(st, s, time.Now)
	fill(t, l, 1)
	found := counted(t, l)
	sound(t, l, int64(len(found)))
	for object := range acknowledged {
		if found[object] != 1 {
			t.Errorf("%s was acknowledged and stands %d times", object, found[object])
		}
	}
}
