package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"sizhang/domain/fault"
)

// A large file on a slow line takes longer than other requests may.
func TestASlowUploadHasTime(t *testing.T) {
	w := newWorkshop(t)
	w.open(t, "slow")
	server := httptest.NewUnstartedServer(w.server.Handler())
	server.Config.ReadTimeout, server.Config.WriteTimeout = 200*time.Millisecond, 200*time.Millisecond
	server.Start()
	defer server.Close()
	r, err := http.NewRequestWithContext(t.Context(), "POST", server.URL+drafts+"/"+w.ids["slow"]+"/imports/profile", &slowly{text: []byte(fixtureYAML(t, cityOne))})
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", w.admin(t, cityOne)["Authorization"])
	answer, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != 200 {
		text, _ := io.ReadAll(answer.Body)
		t.Errorf("the slow upload is answered with %d %s", answer.StatusCode, text)
	}
}

// slowly gives its text in two parts, with half a second between.
type slowly struct {
	text  []byte
	given bool
}

func (s *slowly) Read(p []byte) (int, error) {
	if len(s.text) == 0 {
		return 0, io.EOF
	}
	n := copy(p, s.text[:1])
	if s.given {
		time.Sleep(500 * time.Millisecond)
		n = copy(p, s.text)
	}
	s.given, s.text = true, s.text[n:]
	return n, nil
}

func TestWhyAFileCannotBeRead(t *testing.T) {
	_, tooLarge := io.ReadAll(http.MaxBytesReader(httptest.NewRecorder(), io.NopCloser(bytes.NewReader(make([]byte, 20))), 10))
	for _, c := range []struct {
		err  error
		code fault.Code
	}{
		{tooLarge, fault.BodyTooLarge}, {io.ErrUnexpectedEOF, fault.BodyTooSlow}, {errors.New("no zip"), fault.FileUnreadable},
		{fault.New(fault.CRSMissing, "", nil), fault.CRSMissing}, {context.Canceled, fault.InternalError},
	} {
		if f := fault.As(unreadable(errors.Join(c.err))); f.Code != c.code {
			t.Errorf("%v is worded as %v", c.err, f)
		}
	}
}
