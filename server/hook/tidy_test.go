package hook

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/server/store"
)

// kept writes a delivery as it would be in the state, last tried then.
func (w *world) kept(one Hook, n int, in State, tried time.Time) string {
	w.t.Helper()
	d := Delivery{ID: deliveryID(one.ID, fmt.Sprint("old", n), 1), Hook: one.ID, Issue: fmt.Sprint("old", n), Seq: 1, State: in, Created: tried, Tried: tried, since: tried, Body: []byte("{}"), city: town}
	if in == Pending {
		d.Due = tried
	}
	doc, err := d.document()
	if err == nil {
		err = w.store.Insert(w.t.Context(), doc)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return d.ID
}

// stays says whether a delivery is there.
func (w *world) stays(id string) bool {
	w.t.Helper()
	_, err := w.store.Get(w.t.Context(), store.Deliveries, town, id)
	if err != nil && !errors.Is(err, store.ErrMissing) {
		w.t.Fatal(err)
	}
	return err == nil
}

// What was delivered goes once it was kept so long, and nothing else does: with several
// servers at it, one of which dies, and more of it than is read at once.
func TestWhatWasDeliveredIsNotKeptForEver(t *testing.T) {
	for on, open := range stores {
		t.Run(on, func(t *testing.T) {
			w := newWorldOn(t, open)
			now := time.Now()
			h := w.server(w.store)
			one := w.create(h, Filter{})
			month := now.Add(-30 * 24 * time.Hour)
			var goes, stays []string
			for n := range page + 50 {
				goes = append(goes, w.kept(one, n, Done, month.Add(-time.Duration(n+1)*time.Second)))
			}
			stays = append(stays, w.kept(one, 1001, Done, month.Add(time.Minute)), w.kept(one, 1002, Done, now),
				w.kept(one, 1003, Dead, month.AddDate(-1, 0, 0)), w.kept(one, 1004, Pending, month.AddDate(-1, 0, 0)))

			dying := &mortal{Store: w.store}
			dying.left.Store(20)
			if err := w.server(dying).tidyCity(t.Context(), town); !errors.Is(err, errDead) {
				t.Fatalf("who dies says %v", err)
			}
			var both sync.WaitGroup
			for range 2 {
				both.Go(func() {
					if err := w.server(w.store).tidyCity(t.Context(), town); err != nil {
						t.Error(err)
					}
				})
			}
			both.Wait()
			for _, id := range goes {
				if w.stays(id) {
					t.Errorf("%s is kept for ever", id)
				}
			}
			for _, id := range stays {
				if !w.stays(id) {
					t.Errorf("%s is gone", id)
				}
			}
		})
	}
}

// Of what was let go of nothing is sent again, and what happens later is sent.
func TestWhatIsGoneIsNotMadeAnew(t *testing.T) {
	w := newWorld(t)
	short := func(o *Options) { o.Keep, o.Tidy = time.Millisecond, 10*time.Millisecond }
	h := w.server(w.store, short)
	one := w.create(h, Filter{})
	w.runs(h)
	w.runs(w.server(w.store, short))
	w.happens("a", issue.Report, issue.File)
	first := []string{deliveryID(one.ID, "a", 1), deliveryID(one.ID, "a", 2)}
	gone := func(n int) func() bool {
		return func() bool { return len(w.receiver.ids()) == n && len(w.deliveries(h, one.ID, "")) == 0 }
	}
	until(t, "both are sent and gone", gone(2))
	w.happens("a", issue.Dispatch)
	until(t, "the third is sent and gone", gone(3))
	_, err := h.Again(t.Context(), town, one.ID, first[0])
	wants(t, "sent again", err, fault.DeliveryNotFound)
}

// What could not be delivered stays until it is sent again.
func TestTheDeadStayUntilTheyAreHandled(t *testing.T) {
	w := newWorld(t)
	h := w.server(w.store, func(o *Options) {
		o.GiveUp, o.Keep, o.Tidy = 30*time.Millisecond, time.Millisecond, 10*time.Millisecond
	})
	one := w.create(h, Filter{})
	w.receiver.answers(func(rw http.ResponseWriter, _ *http.Request) { rw.WriteHeader(http.StatusInternalServerError) })
	w.runs(h)
	w.happens("a", issue.Report)
	until(t, "it is given up", func() bool { return len(w.deliveries(h, one.ID, Dead)) == 1 })
	time.Sleep(50 * time.Millisecond)
	dead := w.deliveries(h, one.ID, Dead)
	if len(dead) != 1 {
		t.Fatal("what could not be delivered is gone")
	}
	w.receiver.answers(nil)
	if _, err := h.Again(t.Context(), town, one.ID, dead[0].ID); err != nil {
		t.Fatal(err)
	}
	until(t, "it is delivered and gone", func() bool { return len(w.deliveries(h, one.ID, "")) == 0 })
}

// Whatever a deleted webhook left goes, and with the last of it the webhook; others keep
// theirs. Its secret goes at once.
func TestADeletedWebhookLeavesNothing(t *testing.T) {
	w := newWorld(t)
	now := time.Now()
	h := w.server(w.store, func(o *Options) { o.Now = func() time.Time { return now } })
	one, two := w.create(h, Filter{}), w.create(h, Filter{})
	var goes, stays []string
	for n, in := range []State{Pending, Dead, Done} {
		goes, stays = append(goes, w.kept(one, n, in, now)), append(stays, w.kept(two, n, in, now))
	}
	if err := h.Delete(t.Context(), town, one.ID); err != nil {
		t.Fatal(err)
	}
	d, err := w.store.Get(t.Context(), store.Hooks, town, one.ID)
	if err != nil || strings.Contains(string(d.Body), one.sealed) {
		t.Errorf("its secret stays: %s, %v", d.Body, err)
	}
	tidy := func() {
		t.Helper()
		if err := h.tidyCity(t.Context(), town); err != nil {
			t.Fatal(err)
		}
	}
	if tidy(); !w.stays(goes[0]) {
		t.Error("its deliveries go while another server may be making some")
	}
	now = now.Add(afterwards)
	tidy()
	for _, id := range goes {
		if w.stays(id) {
			t.Errorf("%s of the deleted one stays", id)
		}
	}
	for _, id := range stays {
		if !w.stays(id) {
			t.Errorf("%s of the other one is gone", id)
		}
	}
	if _, err := w.store.Get(t.Context(), store.Hooks, town, one.ID); !errors.Is(err, store.ErrMissing) {
		t.Errorf("the deleted webhook: %v", err)
	}
	if _, err := h.Get(t.Context(), town, two.ID); err != nil {
		t.Error(err)
	}
}
