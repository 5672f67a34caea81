package hook

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/server/auth/secret"
	"sizhang/server/record"
	"sizhang/server/store"
)

func TestWhatHappensIsSent(t *testing.T) {
	w := newWorld(t)
	h := w.server(w.store)
	w.happens("before", issue.Report)
	time.Sleep(2 * time.Millisecond)
	one := w.create(h, Filter{})
	w.runs(h)
	w.happens("a", issue.Report, issue.File)
	w.happens("a", issue.Dispatch)
	w.happens("before", issue.File) // its report was before the webhook
	want := []string{deliveryID(one.ID, "a", 1), deliveryID(one.ID, "a", 2), deliveryID(one.ID, "a", 3), deliveryID(one.ID, "before", 2)}
	until(t, "all four arrive", func() bool { return fmt.Sprint(w.receiver.ids()) == fmt.Sprint(want) })
	if w.receiver.forged > 0 {
		t.Errorf("%d signatures are wrong", w.receiver.forged)
	}
	var p Payload
	if err := json.Unmarshal([]byte(w.receiver.got[want[2]][0]), &p); err != nil {
		t.Fatal(err)
	}
	at := p.At
	p.At, p.ID = "", ""
	if got := fmt.Sprintf("%+v", p); got != fmt.Sprintf("%+v", Payload{City: town, Issue: "a", Number: "no-a", Source: "hotline", Outside: "12345-a",
		Category: "0101", Seq: 3, Action: "dispatch", State: "filed", Unit: "G1", Post: "head-3"}) {
		t.Errorf("it says %s", got)
	}
	for id, bodies := range w.receiver.got {
		if strings.Contains(bodies[0], "理由") {
			t.Errorf("%s tells what somebody wrote: %s", id, bodies[0])
		}
	}
	if first := w.receiver.got[want[0]][0]; !strings.Contains(first, `"post":"head-1"`) {
		t.Errorf("the first, which was made after the second, says %s", first)
	}
	if _, err := time.Parse(time.RFC3339Nano, at); err != nil {
		t.Error(err)
	}
	until(t, "they are noted", func() bool { return len(w.deliveries(h, one.ID, Done)) == 4 })
	for _, d := range w.deliveries(h, one.ID, Done) {
		if !d.Due.IsZero() || d.Tries != 1 || d.Status != 204 || d.Tried.IsZero() || d.Why != "" {
			t.Errorf("it is noted as %+v", d)
		}
	}
	if len(w.deliveries(h, one.ID, Pending))+len(w.deliveries(h, one.ID, Dead)) != 0 {
		t.Error("something is left")
	}
}

func TestOnlyWhatIsAskedForIsSent(t *testing.T) {
	w := newWorld(t)
	h := w.server(w.store)
	names := map[string]string{}
	for name, f := range map[string]Filter{
		"actions": {Actions: []issue.Action{issue.Finish}}, "class": {Categories: []string{"01"}}, "other": {Categories: []string{"02"}},
		"hotline": {Sources: []issue.Source{issue.FromHotline}}, "patrol": {Sources: []issue.Source{issue.FromPatrol}},
		"grid": {Unit: "G1"}, "all of it": {Actions: []issue.Action{issue.Report}, Categories: []string{"0101"}, Unit: "G1", Sources: []issue.Source{issue.FromHotline}},
		"elsewhere": {Actions: []issue.Action{issue.Report}, Categories: []string{"02"}, Unit: "G1"},
	} {
		names[name] = w.create(h, f).ID
	}
	w.happens("a", issue.Report, issue.Finish)
	w.runs(h)
	counts := func() string {
		got := map[string]int{}
		for name, id := range names {
			got[name] = len(w.deliveries(h, id, ""))
		}
		return fmt.Sprint(got)
	}
	until(t, "each has its own: "+counts(), func() bool {
		return counts() == "map[actions:1 all of it:1 class:2 elsewhere:0 grid:2 hotline:2 other:0 patrol:0]"
	})
}

// A receiver that fails for a while has everything in the end.
func TestTryingAgain(t *testing.T) {
	w := newWorld(t)
	h := w.server(w.store)
	one := w.create(h, Filter{})
	var failed atomic.Int32
	w.receiver.answers(func(rw http.ResponseWriter, q *http.Request) {
		if failed.Add(1) == 4 {
			w.receiver.answers(nil)
		}
		rw.WriteHeader(http.StatusBadGateway)
	})
	w.runs(h)
	w.happens("a", issue.Report)
	until(t, "it arrives", func() bool { return len(w.deliveries(h, one.ID, Done)) == 1 })
	if d := w.deliveries(h, one.ID, "")[0]; d.Tries != 5 || d.Status != 204 || d.Why != "" {
		t.Errorf("after 4 failures: %+v", d)
	}
	until(t, "it is mended", func() bool { is, err := h.Get(t.Context(), town, one.ID); return err == nil && is.Failing.IsZero() })
}

// What is given up is listed, and sent again under its own id.
func TestGivingUpAndAgain(t *testing.T) {
	w := newWorld(t)
	h := w.server(w.store, func(o *Options) { o.GiveUp = 200 * time.Millisecond })
	one, other := w.create(h, Filter{}), w.create(h, Filter{Actions: []issue.Action{issue.Strike}})
	w.receiver.answers(func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusInternalServerError) })
	w.runs(h)
	w.happens("a", issue.Report)
	until(t, "it is given up", func() bool { return len(w.deliveries(h, one.ID, Dead)) == 1 })
	d := w.deliveries(h, one.ID, Dead)[0]
	if d.Status != 500 || d.Why != Answered || d.Tries < 2 || !d.Due.IsZero() {
		t.Errorf("given up as %+v", d)
	}
	is, err := h.Get(t.Context(), town, one.ID)
	if err != nil || is.Failing.IsZero() {
		t.Errorf("nothing says that it fails: %+v %v", is, err)
	}
	if _, err := h.Again(t.Context(), town, one.ID, d.ID); err != nil {
		t.Fatal(err)
	}
	until(t, "it is given up again", func() bool { return len(w.deliveries(h, one.ID, Dead)) == 1 })
	if again := w.deliveries(h, one.ID, Dead)[0]; again.Tries < 2 {
		t.Errorf("the second time after %d attempts", again.Tries)
	}
	_, err = h.Again(t.Context(), town, other.ID, d.ID)
	wants(t, "by another webhook", err, fault.DeliveryNotFound)
	_, err = h.Again(t.Context(), town, one.ID, "none")
	wants(t, "one that is not", err, fault.DeliveryNotFound)
	w.receiver.mu.Lock() // the key of the first: the other was made last
	w.receiver.key = ""
	w.receiver.mu.Unlock()
	w.receiver.answers(func(rw http.ResponseWriter, q *http.Request) {
		w.receiver.mu.Lock()
		defer w.receiver.mu.Unlock()
		w.receiver.got[q.Header.Get(IDHeader)] = nil
	})
	if again, err := h.Again(t.Context(), town, one.ID, d.ID); err != nil || again.State != Pending || again.ID != d.ID {
		t.Errorf("again: %+v %v", again, err)
	}
	until(t, "it is delivered", func() bool { return len(w.deliveries(h, one.ID, Done)) == 1 })
	if ids := w.receiver.ids(); len(ids) != 1 || ids[0] != d.ID {
		t.Errorf("as %v, not %s", ids, d.ID)
	}
}

func TestAReceiverThatIsGoneForLong(t *testing.T) {
	w := newWorld(t)
	h := w.server(w.store, func(o *Options) { o.Disable = 50 * time.Millisecond })
	one := w.create(h, Filter{})
	w.receiver.answers(func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusInternalServerError) })
	w.runs(h)
	w.happens("a", issue.Report)
	disabled := func() bool { is, err := h.Get(t.Context(), town, one.ID); return err == nil && !is.Disabled.IsZero() }
	until(t, "it is disabled", disabled)
	if kinds := w.records.kinds(); len(kinds) != 1 || kinds[0] != record.HookDisabled {
		t.Errorf("the record has %v", kinds)
	}
	w.happens("b", issue.Report)
	until(t, "what happens goes to the dead", func() bool { return len(w.deliveries(h, one.ID, Dead)) == 2 })
	if tested, err := h.Test(t.Context(), town, one.ID); err != nil || tested.Why != Answered || tested.Status != 500 || !disabled() {
		t.Errorf("a test that fails: %+v %v", tested, err)
	}
	w.receiver.answers(nil)
	if tested, err := h.Test(t.Context(), town, one.ID); err != nil || tested.Why != "" || tested.Status != 204 || disabled() {
		t.Errorf("a test that succeeds: %+v %v, disabled %v", tested, err, disabled())
	}
	w.happens("c", issue.Report)
	until(t, "it is sent to again", func() bool { return len(w.deliveries(h, one.ID, Done)) == 1 })
	w.receiver.answers(func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusGone) })
	w.happens("c", issue.File)
	until(t, "who answers that they are gone is believed", disabled)
}

// A webhook that was deleted is sent nothing, and is not there.
func TestDeleting(t *testing.T) {
	w := newWorld(t)
	h := w.server(w.store)
	one, two := w.create(h, Filter{}), w.create(h, Filter{})
	w.runs(h)
	w.happens("a", issue.Report)
	until(t, "it works", func() bool { return len(w.deliveries(h, two.ID, Done)) == 1 })
	if err := h.Delete(t.Context(), town, one.ID); err != nil {
		t.Fatal(err)
	}
	_, err := h.Get(t.Context(), town, one.ID)
	wants(t, "deleted", err, fault.HookNotFound)
	wants(t, "deleted twice", h.Delete(t.Context(), town, one.ID), fault.HookNotFound)
	w.happens("a", issue.File)
	until(t, "the other goes on", func() bool { return len(w.deliveries(h, two.ID, Done)) == 2 })
	if d, err := w.store.Get(t.Context(), store.Deliveries, town, deliveryID(one.ID, "a", 2)); err == nil {
		t.Errorf("there is %s for the deleted one", d.ID)
	}
	list, err := h.List(t.Context(), town)
	if err != nil || len(list) != 1 || list[0].ID != two.ID {
		t.Errorf("the list is %v, %v", list, err)
	}
}

func TestWhatIsRefused(t *testing.T) {
	w := newWorld(t)
	h := w.server(w.store, func(o *Options) { o.MostHere = 1 })
	for url, code := range map[string]fault.Code{
		"": fault.HookURLInvalid, "example.com": fault.HookURLInvalid, "ftp://example.com": fault.HookURLInvalid, "https://": fault.HookURLInvalid,
		"https://user:pw@example.com/": fault.HookURLInvalid, "https://example.com/#x": fault.HookURLInvalid, "https://:443/": fault.HookURLInvalid,
		"javascript:alert(1)": fault.HookURLInvalid, "https://example.com/" + strings.Repeat("x", maxURL): fault.HookURLInvalid, "https://exa mple.com": fault.HookURLInvalid,
		"http://example.com/": fault.HookURLPlain, "http://10.0.0.1/": fault.HookURLPlain,
		"https://10.0.0.1/": fault.HookNetwork, "https://[::1]/": fault.HookNetwork, "https://169.254.169.254/latest": fault.HookNetwork,
		"https://[::ffff:10.0.0.1]/": fault.HookNetwork, "https://[64:ff9b::a00:1]/": fault.HookNetwork, "https://100.64.0.1": fault.HookNetwork, "https://0.0.0.0": fault.HookNetwork,
	} {
		_, _, err := h.Create(t.Context(), town, NewHook{URL: url})
		wants(t, url, err, code)
	}
	for field, f := range map[string]Filter{
		"actions": {Actions: []issue.Action{"eat"}}, "sources": {Sources: []issue.Source{"x"}}, "categories": {Categories: []string{"0101", "9"}}, "unit": {Unit: "nowhere"},
	} {
		_, _, err := h.Create(t.Context(), town, NewHook{URL: w.receiver.url, Filter: f})
		if wants(t, field, err, fault.HookFilter); fault.As(err).Field != field {
			t.Errorf("at %s, not %s", fault.As(err).Field, field)
		}
	}
	w.create(h, Filter{})
	_, _, err := h.Create(t.Context(), town, NewHook{URL: w.receiver.url})
	wants(t, "one too many", err, fault.HooksTooMany)
	insecure := w.server(w.store, func(o *Options) { o.Insecure = true })
	if err := insecure.Check(town, NewHook{URL: "http://example.com/"}); err != nil {
		t.Error(err)
	}
}

func TestWhereNothingIsSent(t *testing.T) {
	own := []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16"), netip.MustParsePrefix("fd00::/8")}
	for address, may := range map[string]bool{
		"8.8.8.8:443": true, "[2400:3200::1]:443": true, "10.1.2.3:80": true, "[fd00::5]:443": true, "[::ffff:10.1.2.3]:80": true,
		"10.2.0.1:80": false, "127.0.0.1:80": false, "[::1]:80": false, "192.168.1.1:80": false, "172.16.0.1:1": false, "169.254.169.254:80": false,
		"[fe80::1%eth0]:80": false, "[fc00::1]:80": false, "0.0.0.0:80": false, "[::]:80": false, "224.0.0.1:80": false, "255.255.255.255:80": false,
		"100.100.100.200:80": false, "198.18.0.1:80": false, "[::ffff:127.0.0.1]:80": false, "[::127.0.0.1]:80": false, "[64:ff9b::7f00:1]:80": false,
		"[2002:7f00:1::]:80": false, "[ff02::1]:80": false, "nonsense": false,
	} {
		if err := reachable(address, own); (err == nil) != may {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// Names are resolved when something is sent, so that is when it is seen where they lead.
func TestANameThatLeadsInside(t *testing.T) {
	w := newWorld(t)
	h := w.server(w.store, func(o *Options) { o.Networks = nil })
	w.receiver.url = strings.Replace(w.receiver.url, "127.0.0.1", "localhost", 1)
	one := w.create(h, Filter{})
	if tested, err := h.Test(t.Context(), town, one.ID); err != nil || tested.Why != Forbidden || tested.Status != 0 {
		t.Errorf("%+v %v", tested, err)
	}
	if len(w.receiver.ids()) > 0 {
		t.Error("it was reached")
	}
}

func TestWhatAReceiverCannotDo(t *testing.T) {
	w := newWorld(t)
	h := w.server(w.store, func(o *Options) { o.Timeout = 300 * time.Millisecond })
	one := w.create(h, Filter{})
	elsewhere := newReceiver(t)
	quit := make(chan struct{})
	t.Cleanup(func() { close(quit) })
	for name, c := range map[string]struct {
		answer http.HandlerFunc
		why    Failure
	}{
		"lead elsewhere": {func(rw http.ResponseWriter, q *http.Request) {
			http.Redirect(rw, q, elsewhere.url, http.StatusTemporaryRedirect)
		}, Redirected},
		"keep it waiting": {func(rw http.ResponseWriter, q *http.Request) {
			select {
			case <-quit:
			case <-q.Context().Done():
			}
		}, TimedOut},
		"hang up": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, Unreachable},
	} {
		w.receiver.answers(c.answer)
		if tested, err := h.Test(t.Context(), town, one.ID); err != nil || tested.Why != c.why || tested.Took > 5*time.Second {
			t.Errorf("%s: %+v %v", name, tested, err)
		}
	}
	if len(elsewhere.ids()) > 0 || elsewhere.forged > 0 {
		t.Error("it was led elsewhere")
	}
}

// Of an answer without end no more is read than is needed.
func TestAnAnswerWithoutEnd(t *testing.T) {
	w := newWorld(t)
	h := w.server(w.store, func(o *Options) { o.Timeout = time.Minute })
	one := w.create(h, Filter{})
	w.receiver.answers(func(rw http.ResponseWriter, q *http.Request) {
		for q.Context().Err() == nil {
			if _, err := rw.Write(make([]byte, 1<<16)); err != nil {
				return
			}
		}
	})
	if tested, err := h.Test(t.Context(), town, one.ID); err != nil || tested.Why != "" || tested.Took > 30*time.Second {
		t.Errorf("%+v %v", tested, err)
	}
}

// What a receiver checks finds whatever is not exactly what was sent.
func TestForgedDeliveries(t *testing.T) {
	key := "whsec_" + "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ="
	raw := []byte("secret-secret-secret-secret-1234")
	now := time.Unix(1_767_225_600, 0)
	body := []byte(`{"id":"x"}`)
	sealed := func(id, timestamp, signature string) http.Header {
		return http.Header{IDHeader: {id}, TimestampHeader: {timestamp}, SignatureHeader: {signature}}
	}
	good := Sign(raw, "x", "1767225600", body)
	if !verified(key, sealed("x", "1767225600", good), body, now) || !verified(key, sealed("x", "1767225600", "v2=abc "+good), body, now) {
		t.Fatal("the good one is refused")
	}
	// Computed apart: printf 'x.1767225600.{"id":"x"}' | openssl dgst -sha256 -hmac secret-secret-secret-secret-1234
	if want := "v1=" + goldenSignature; good != want {
		t.Errorf("it is %s, not %s", good, want)
	}
	for name, c := range map[string]struct {
		header http.Header
		body   string
		at     time.Time
	}{
		"another body":      {sealed("x", "1767225600", good), `{"id":"y"}`, now},
		"another id":        {sealed("y", "1767225600", good), string(body), now},
		"another time":      {sealed("x", "1767225601", good), string(body), now},
		"moved dots":        {sealed("x.1767225600", "", good), string(body), now},
		"another key":       {sealed("x", "1767225600", Sign([]byte("other"), "x", "1767225600", body)), string(body), now},
		"none":              {sealed("x", "1767225600", ""), string(body), now},
		"without its mark":  {sealed("x", "1767225600", strings.TrimPrefix(good, "v1=")), string(body), now},
		"cut off":           {sealed("x", "1767225600", good[:len(good)-2]), string(body), now},
		"sent again, later": {sealed("x", "1767225600", good), string(body), now.Add(6 * time.Minute)},
	} {
		if verified(key, c.header, []byte(c.body), c.at) {
			t.Errorf("%s is taken", name)
		}
	}
}

// The secret is nowhere but in the one answer.
func TestTheSecretIsSealed(t *testing.T) {
	w := newWorld(t)
	h := w.server(w.store)
	one, key, err := h.Create(t.Context(), town, NewHook{URL: w.receiver.url})
	if err != nil {
		t.Fatal(err)
	}
	doc, err := w.store.Get(t.Context(), store.Hooks, town, one.ID)
	if err != nil || strings.Contains(string(doc.Body), strings.TrimPrefix(key, secretMark)) {
		t.Errorf("the store has it: %v", err)
	}
	if strings.Contains(fmt.Sprintf("%+v %#v", one, one), strings.TrimPrefix(key, secretMark)) {
		t.Error("what is printed of a webhook has it")
	}
	other := w.server(w.store, func(o *Options) { o.Secret = secret.New() })
	if tested, err := other.Test(t.Context(), town, one.ID); err != nil || tested.Why != Unsealable {
		t.Errorf("another installation: %+v %v", tested, err)
	}
}

const goldenSignature = "522abf522ea282ce4661eb3a0b5f5307548f0c0f3716da7060b543f5f36de125"
