// Package blobtest is the conformance suite of package blob: what every sibling must
// do, as named cases. A sibling's whole test is
//
//	func TestConformance(t *testing.T) {
//		blobtest.Run(t, func(t *testing.T) blobtest.Sibling {
//			// open an empty place, closed by t.Cleanup
//		})
//	}
package blobtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"sizhang/server/blob"
)

// Sibling is a place under test.
type Sibling struct {
	blob.Blobs
	// Again opens another handle on the same place, as another server would.
	Again func() blob.Blobs
}

type subject struct {
	*testing.T
	Sibling
}

var cases = []struct {
	name string
	run  func(s *subject)
}{
	{"what was put is read", (*subject).roundTrip},
	{"nothing is found where nothing is", (*subject).missing},
	{"nothing cannot be kept", (*subject).empty},
	{"a large blob comes back whole", (*subject).large},
	{"the first under a key stays", (*subject).first},
	{"the caller's bytes are the caller's", (*subject).aliasing},
	{"another handle sees it at once", (*subject).another},
	{"bad keys are refused", (*subject).badKeys},
	{"good keys are kept", (*subject).goodKeys},
	{"keys come in order", (*subject).order},
	{"keys come by prefix", (*subject).prefixes},
	{"a failing visit ends it", (*subject).stopped},
	{"many at once", (*subject).together},
	{"one key from many at once", (*subject).race},
	{"a context that has ended", (*subject).over},
	{"any keys, against a list", (*subject).model},
}

// Run puts a sibling through the suite. open returns an empty place and sees to it
// that it is closed.
func Run(t *testing.T, open func(t *testing.T) Sibling) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.run(&subject{t, open(t)}) })
	}
}

func (s *subject) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatalf("unexpected: %v", err)
	}
}

func (s *subject) put(key, content string) {
	s.Helper()
	s.must(s.Put(s.Context(), key, []byte(content)))
}

// holds fails the case unless the content is kept under the key.
func (s *subject) holds(b blob.Blobs, key, content string) {
	s.Helper()
	r, err := b.Open(s.Context(), key)
	s.must(err)
	defer r.Close()
	got, err := io.ReadAll(r)
	s.must(err)
	if string(got) != content {
		s.Errorf("%s holds %d bytes, want %d", key, len(got), len(content))
	}
}

func (s *subject) keys(prefix string) []string {
	s.Helper()
	keys := []string{}
	s.must(s.Each(s.Context(), prefix, func(key string) error {
		keys = append(keys, key)
		return nil
	}))
	return keys
}

func (s *subject) roundTrip() {
	s.put("110101/original/abcdef", "one")
	s.put("110101/small/abcdef", "two")
	s.holds(s, "110101/original/abcdef", "one")
	s.holds(s, "110101/small/abcdef", "two")
	s.holds(s, "110101/original/abcdef", "one")
}

func (s *subject) missing() {
	s.put("a/b/c", "x")
	for _, key := range []string{"a/b/d", "a/b", "a", "a/b/c/d", "a/b/cc", "b"} {
		if r, err := s.Open(s.Context(), key); !errors.Is(err, blob.ErrMissing) {
			s.Errorf("%s: %v, %v", key, r, err)
		}
	}
}

func (s *subject) empty() {
	if err := s.Put(s.Context(), "nothing", nil); !errors.Is(err, blob.ErrEmpty) {
		s.Errorf("%v", err)
	}
	if _, err := s.Open(s.Context(), "nothing"); !errors.Is(err, blob.ErrMissing) {
		s.Errorf("%v", err)
	}
}

func (s *subject) large() {
	content := make([]byte, 6<<20)
	r := rand.NewChaCha8([32]byte{1})
	_, err := r.Read(content)
	s.must(err)
	s.put("large", string(content))
	s.holds(s, "large", string(content))
}

func (s *subject) first() {
	s.put("k", "first")
	s.put("k", "second, which is longer")
	s.put("k", "first")
	s.holds(s, "k", "first")
}

func (s *subject) aliasing() {
	content := []byte("before")
	s.must(s.Put(s.Context(), "k", content))
	copy(content, "after!")
	s.holds(s, "k", "before")
}

func (s *subject) another() {
	other := s.Again()
	s.put("a/k", "x")
	s.holds(other, "a/k", "x")
	s.must(other.Put(s.Context(), "a/k", []byte("y")))
	s.must(other.Put(s.Context(), "a/l", []byte("z")))
	s.holds(s, "a/k", "x")
	s.holds(s, "a/l", "z")
}

func (s *subject) badKeys() {
	for _, key := range []string{
		"", "/", "a/", "/a", "a//b", "..", "../a", "a/../b", ".", "a.b", "A", "a_b", "_a", "a b", "a\x00", "a\\b", "照片", "a%2fb",
		strings.Repeat("a", 256), strings.Repeat("a/", 256) + "a",
	} {
		if err := s.Put(s.Context(), key, []byte("x")); !errors.Is(err, blob.ErrBadKey) {
			s.Errorf("Put of %.20q: %v", key, err)
		}
		if _, err := s.Open(s.Context(), key); !errors.Is(err, blob.ErrBadKey) {
			s.Errorf("Open of %.20q: %v", key, err)
		}
	}
	if keys := s.keys(""); len(keys) != 0 {
		s.Errorf("kept %q", keys)
	}
}

func (s *subject) goodKeys() {
	keys := []string{"a", "ab", "abc", "abcd", "abcde", "-", "--", "0", "a/b", "ab/cd", "ab/cd/abcd", "abcd/ef", "writing", strings.Repeat("a", 255), strings.Repeat("x", 200) + "/" + strings.Repeat("y", 200)}
	for _, key := range keys {
		s.put(key, "in "+key)
	}
	for _, key := range keys {
		s.holds(s, key, "in "+key)
	}
	slices.Sort(keys)
	if got := s.keys(""); !slices.Equal(got, keys) {
		s.Errorf("got %q, want %q", got, keys)
	}
}

// order has keys where - / and letters compete, and more of them than services list
// at once.
func (s *subject) order() {
	keys := []string{"a", "a-", "a-b/c", "a-b", "a/b", "a/b-", "a0", "aa", "ab", "ab/a", "ab-a", "b", "0", "-", "a/b/c", "a/bc", "abc", "ab0"}
	for i := range 1100 {
		keys = append(keys, fmt.Sprintf("many/%03x", i*7%4096))
	}
	for _, key := range keys {
		s.put(key, key)
	}
	slices.Sort(keys)
	if got := s.keys(""); !slices.Equal(got, keys) {
		for i := range min(len(got), len(keys)) {
			if got[i] != keys[i] {
				s.Fatalf("%d keys, want %d; the first that differs is %q, want %q", len(got), len(keys), got[i], keys[i])
			}
		}
		s.Errorf("%d keys, want %d", len(got), len(keys))
	}
}

func (s *subject) prefixes() {
	keys := []string{"110101/large/abcd", "110101/original/abcd", "110101/original/abce", "110101/original/b", "110102/original/abcd", "1101010"}
	for _, key := range keys {
		s.put(key, "x")
	}
	slices.Sort(keys)
	for _, prefix := range []string{"", "1", "110101", "110101/", "110101/o", "110101/original/", "110101/original/a", "110101/original/abc", "110101/original/abcd", "110101/original/abcde", "2", "110102/original"} {
		want := slices.DeleteFunc(slices.Clone(keys), func(key string) bool { return !strings.HasPrefix(key, prefix) })
		if got := s.keys(prefix); !slices.Equal(got, want) {
			s.Errorf("%q: got %q, want %q", prefix, got, want)
		}
	}
}

func (s *subject) stopped() {
	for _, key := range []string{"a", "b/c", "d"} {
		s.put(key, "x")
	}
	enough := errors.New("enough")
	seen := 0
	err := s.Each(s.Context(), "", func(string) error {
		if seen++; seen == 2 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || seen != 2 {
		s.Errorf("%v after %d", err, seen)
	}
}

func (s *subject) together() {
	var all sync.WaitGroup
	for i := range 24 {
		all.Go(func() {
			key := fmt.Sprintf("p/%02x%d", i%4, i)
			content := bytes.Repeat([]byte{byte(i)}, 50_000)
			if err := s.Put(s.Context(), key, content); err != nil {
				s.Error(err)
				return
			}
			s.holds(s, key, string(content))
		})
	}
	all.Wait()
	if n := len(s.keys("p/")); n != 24 {
		s.Errorf("%d keys", n)
	}
}

// race has writers of one key, on two handles, and readers who see all or nothing.
func (s *subject) race() {
	content := strings.Repeat("the same ", 20_000)
	handles := []blob.Blobs{s, s.Again()}
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() {
			if err := handles[i%2].Put(s.Context(), "k", []byte(content)); err != nil {
				s.Error(err)
			}
			s.holds(handles[(i+1)%2], "k", content)
		})
		all.Go(func() {
			r, err := handles[i%2].Open(s.Context(), "k")
			if errors.Is(err, blob.ErrMissing) {
				return
			}
			s.must(err)
			defer r.Close()
			if got, err := io.ReadAll(r); err != nil || string(got) != content {
				s.Errorf("a reader saw %d bytes, %v", len(got), err)
			}
		})
	}
	all.Wait()
}

func (s *subject) over() {
	s.put("k", "x")
	ctx, cancel := context.WithCancel(s.Context())
	cancel()
	if err := s.Put(ctx, "l", []byte("x")); !errors.Is(err, context.Canceled) {
		s.Errorf("Put: %v", err)
	}
	if _, err := s.Open(ctx, "k"); !errors.Is(err, context.Canceled) {
		s.Errorf("Open: %v", err)
	}
	err := s.Each(ctx, "", func(string) error { return nil })
	if !errors.Is(err, context.Canceled) {
		s.Errorf("Each: %v", err)
	}
	if keys := s.keys(""); !slices.Equal(keys, []string{"k"}) {
		s.Errorf("kept %q", keys)
	}
}

// model puts keys of few letters, which meet in every way, and lists them by random
// prefixes.
func (s *subject) model() {
	r := rand.New(rand.NewPCG(7, 11))
	text := func(n int) string {
		b := make([]byte, r.IntN(n)+1)
		for i := range b {
			b[i] = "ab-0/"[r.IntN(5)]
		}
		return string(b)
	}
	kept := map[string]string{}
	for range 400 {
		key := text(7)
		if blob.CheckKey(key) != nil {
			continue
		}
		content := text(30)
		s.put(key, content)
		if _, taken := kept[key]; !taken {
			kept[key] = content
		}
	}
	for range 60 {
		prefix := text(4)[1:]
		want := []string{}
		for key := range kept {
			if strings.HasPrefix(key, prefix) {
				want = append(want, key)
			}
		}
		slices.Sort(want)
		if got := s.keys(prefix); !slices.Equal(got, want) {
			s.Fatalf("%q: got %q, want %q", prefix, got, want)
		}
	}
	for key, content := range kept {
		s.holds(s, key, content)
	}
}
