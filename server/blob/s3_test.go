package blob_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"sizhang/domain/fault"
	"sizhang/server/blob"
	"sizhang/server/blob/blobtest"
)

const secretKey = "hunter2hunter2hunter2"

// service is an S3 service in this process.
type service struct {
	*httptest.Server
	handler http.Handler
	// before may answer a request itself.
	before atomic.Pointer[func(w http.ResponseWriter, r *http.Request) bool]
}

func startService(t *testing.T) *service {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("photos"); err != nil {
		t.Fatal(err)
	}
	s := &service{handler: gofakes3.New(backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server()}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if before := s.before.Load(); before != nil && (*before)(w, r) {
			return
		}
		s.handler.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *service) options() blob.S3Options {
	return blob.S3Options{Endpoint: s.URL, Bucket: "photos", Region: "cn-test", AccessKey: "clerk", SecretKey: secretKey}
}

func (s *service) open(t *testing.T) *blob.S3 {
	t.Helper()
	o := s.options()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	o.Transport = transport
	b, err := blob.OpenS3(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestS3Conforms(t *testing.T) {
	blobtest.Run(t, func(t *testing.T) blobtest.Sibling {
		s := startService(t)
		return blobtest.Sibling{Blobs: s.open(t), Again: func() blob.Blobs { return s.open(t) }}
	})
}

// A service that does not know the condition writes the same bytes again.
func TestS3WithoutConditions(t *testing.T) {
	s := startService(t)
	b := s.open(t)
	var refused atomic.Int64
	s.answer(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Header.Get("If-None-Match") == "" {
			return false
		}
		refused.Add(1)
		w.WriteHeader(http.StatusNotImplemented)
		_, _ = io.WriteString(w, `<Error><Code>NotImplemented</Code></Error>`)
		return true
	})
	for range 2 {
		if err := b.Put(t.Context(), "a/b", []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	if refused.Load() == 0 {
		t.Error("no condition was ever asked for")
	}
	r, err := b.Open(t.Context(), "a/b")
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
}

func (s *service) answer(before func(w http.ResponseWriter, r *http.Request) bool) {
	s.before.Store(&before)
}

// A write is acknowledged by the service or not at all.
func TestS3ThatFails(t *testing.T) {
	for _, status := range []int{http.StatusForbidden, http.StatusInsufficientStorage, http.StatusNotFound} {
		s := startService(t)
		b := s.open(t)
		s.answer(func(w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(status); return true })
		err := b.Put(t.Context(), "a/b", []byte("x"))
		if err == nil {
			t.Errorf("%d is taken for success", status)
		} else if strings.Contains(err.Error(), secretKey) {
			t.Errorf("the secret is told: %v", err)
		}
		s.before.Store(nil)
		if _, err := b.Open(t.Context(), "a/b"); !errors.Is(err, blob.ErrMissing) {
			t.Errorf("after %d: %v", status, err)
		}
	}
}

// A service that cannot be read is not one where nothing is.
func TestS3ThatCannotBeReadIsNotEmpty(t *testing.T) {
	s := startService(t)
	b := s.open(t)
	if err := b.Put(t.Context(), "a/b", []byte("x")); err != nil {
		t.Fatal(err)
	}
	s.answer(func(w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(http.StatusForbidden); return true })
	if _, err := b.Open(t.Context(), "a/b"); err == nil || errors.Is(err, blob.ErrMissing) {
		t.Errorf("%v", err)
	}
	if err := b.Each(t.Context(), "", func(string) error { return nil }); err == nil {
		t.Error("an empty list")
	}
}

// Why a bucket cannot be opened is told in plain words, without the secret.
func TestABucketThatCannotBeOpened(t *testing.T) {
	s := startService(t)
	silent := httptest.NewServer(nil)
	silent.Close()
	for name, c := range map[string]struct {
		change func(o *blob.S3Options)
		status int
		want   fault.Code
	}{
		"no such bucket": {func(o *blob.S3Options) { o.Bucket = "elsewhere" }, 0, fault.PhotoBucketMissing},
		"not let in":     {func(*blob.S3Options) {}, http.StatusForbidden, fault.PhotoBucketRefused},
		"nobody answers": {func(o *blob.S3Options) { o.Endpoint = silent.URL }, 0, fault.PhotoBucketSilent},
	} {
		o := s.options()
		c.change(&o)
		s.answer(func(w http.ResponseWriter, _ *http.Request) bool {
			if c.status != 0 {
				w.WriteHeader(c.status)
			}
			return c.status != 0
		})
		transport := &http.Transport{}
		o.Transport = transport
		_, err := blob.OpenS3(t.Context(), o)
		transport.CloseIdleConnections()
		if err == nil || fault.As(err).Code != c.want {
			t.Errorf("%s: %v", name, err)
		} else if strings.Contains(err.Error(), secretKey) {
			t.Errorf("%s: the secret is told: %v", name, err)
		}
	}
	for _, endpoint := range []string{"", "oss.example.cn", "ftp://oss.example.cn", "https://", "https://oss.example.cn/path", "://"} {
		o := s.options()
		o.Endpoint = endpoint
		if _, err := blob.OpenS3(t.Context(), o); err == nil {
			t.Errorf("%q is taken for an endpoint", endpoint)
		}
	}
}
