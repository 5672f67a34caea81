package mongo

import (
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"sizhang/server/store"
	"sizhang/server/store/mongo/standin"
	"sizhang/server/store/storetest"
)

// edit changes a lane behind its owner's back.
func edit(t *testing.T, s *Store, lane int64, change bson.D) {
	t.Helper()
	result, err := s.owner.lanes.UpdateOne(t.Context(), bson.D{{Key: "_id", Value: lane}}, bson.D{{Key: "$set", Value: change}})
	if err != nil || result.MatchedCount != 1 {
		t.Fatal(result, err)
	}
}

func lanesOf(t *testing.T, s *Store) []laneRecord {
	t.Helper()
	records, err := s.owner.lanes.all(t.Context())
	must(t, err)
	return records
}

func TestALaneIsLeftWellAndTakenAgain(t *testing.T) {
	server := startStandin(t, standin.Options{})
	uri := server.URI("lanes")
	first := openedAgain(t, uri, storetest.Schema)
	if lanes := lanesOf(t, first); len(lanes) != 0 {
		t.Errorf("before any write there are %v", lanes)
	}
	must(t, first.Insert(t.Context(), unit("a", `{}`)))
	must(t, first.Insert(t.Context(), unit("b", `{}`)))
	must(t, first.Close())
	second := openedAgain(t, uri, storetest.Schema)
	left := lanesOf(t, second)
	if len(left) != 1 || left[0].Owner != "" || left[0].Settled != 2 || left[0].Reserved != 2 {
		t.Errorf("the lane was left as %+v", left)
	}
	token := behind(t, second)
	must(t, second.Insert(t.Context(), unit("c", `{}`)))
	if changes := changesSince(t, second, &token); len(changes) != 1 || changes[0].ID != "c" {
		t.Errorf("got %v", changes)
	}
	if lanes := lanesOf(t, second); len(lanes) != 1 || lanes[0].Owner == "" {
		t.Errorf("the second store writes on %+v", lanes)
	}
}

func TestTwoProcessesHaveALaneEach(t *testing.T) {
	server := startStandin(t, standin.Options{})
	uri := server.URI("lanes")
	a, b := openedAgain(t, uri, storetest.Schema), openedAgain(t, uri, storetest.Schema)
	must(t, a.Insert(t.Context(), unit("a", `{}`)))
	must(t, b.Insert(t.Context(), unit("b", `{}`)))
	if lanes := lanesOf(t, a); len(lanes) != 2 || lanes[0].Owner == lanes[1].Owner {
		t.Errorf("got %+v", lanes)
	}
}

// TestADeadOwnersLane is left alone as long as its last commands may come, and
// taken over after that; its numbers go on being looked for through the grace.
func TestADeadOwnersLane(t *testing.T) {
	server := startStandin(t, standin.Options{})
	uri := server.URI("lanes")
	dead := openedAgain(t, uri, storetest.Schema)
	must(t, dead.Insert(t.Context(), unit("a", `{}`)))
	edit(t, dead, 0, bson.D{{Key: "owner", Value: "somebody who died"}, {Key: "version", Value: int64(99)}})

	fresh := openedAgain(t, uri, storetest.Schema)
	must(t, fresh.Insert(t.Context(), unit("b", `{}`)))
	if lanes := lanesOf(t, fresh); len(lanes) != 2 {
		t.Fatalf("a lane that may live was taken: %+v", lanes)
	}
	edit(t, fresh, 0, bson.D{{Key: "beat", Value: time.Now().Add(-abandonedAfter - time.Minute)}, {Key: "settled", Value: int64(0)}})
	heir := openedAgain(t, uri, storetest.Schema)
	token := behind(t, heir)
	must(t, heir.Insert(t.Context(), unit("c", `{}`)))
	lanes := lanesOf(t, heir)
	if len(lanes) != 2 || lanes[0].Owner == "somebody who died" || lanes[0].Settled != 0 {
		t.Errorf("the lane was taken over as %+v", lanes)
	}
	// A command of the dead one comes after all.
	late := envelope{ID: "110101/late", City: "110101", Version: 1, Lane: 0, Seq: 2, Keys: map[string]string{}, Body: bson.Raw{5, 0, 0, 0, 0}}
	_, err := heir.collections["notes"].documents.InsertOne(t.Context(), late)
	must(t, err)
	got := map[string]bool{}
	for _, c := range changesSince(t, heir, &token) {
		got[c.ID] = true
	}
	if !got["late"] || !got["c"] || len(got) != 2 {
		t.Errorf("got %v", got)
	}
	heir.owner.held.claimed = time.Now().Add(-takeoverGrace - time.Second)
	if !heir.owner.held.due() {
		t.Error("the end of the grace is not worth publishing")
	}
	if settled, last, _ := heir.owner.held.state(); settled != last {
		t.Errorf("after the grace %d of %d are settled", settled, last)
	}
}

func TestALostLaneIsGivenUp(t *testing.T) {
	server := startStandin(t, standin.Options{})
	s := opened(t, server.URI, storetest.Schema)
	must(t, s.Insert(t.Context(), unit("a", `{}`)))
	edit(t, s, 0, bson.D{{Key: "owner", Value: "a thief"}, {Key: "version", Value: int64(99)}, {Key: "reserved", Value: int64(2 * laneBlock)}})
	if err := s.owner.publish(t.Context(), s.owner.held, false); err == nil {
		t.Fatal("a lane that another owns was published")
	}
	s.owner.drop(s.owner.held)
	must(t, s.Insert(t.Context(), unit("b", `{}`)))
	lanes := lanesOf(t, s)
	if len(lanes) != 2 || lanes[0].Owner != "a thief" {
		t.Errorf("got %+v", lanes)
	}
	token := store.Token("")
	if changes := changesSince(t, s, &token); len(changes) != 2 {
		t.Errorf("got %v", changes)
	}
}

func TestAStaleLaneIsGivenUp(t *testing.T) {
	server := startStandin(t, standin.Options{})
	s := opened(t, server.URI, storetest.Schema)
	must(t, s.Insert(t.Context(), unit("a", `{}`)))
	s.owner.held.heard = time.Now().Add(-staleAfter - time.Second)
	must(t, s.Insert(t.Context(), unit("b", `{}`)))
	if lanes := lanesOf(t, s); len(lanes) != 2 {
		t.Errorf("got %+v", lanes)
	}
}

func TestNumbersDoNotRunOut(t *testing.T) {
	server := startStandin(t, standin.Options{})
	s := opened(t, server.URI, storetest.Schema)
	must(t, s.Insert(t.Context(), unit("a", `{}`)))
	s.owner.held.reserve(1)
	must(t, s.Insert(t.Context(), unit("b", `{}`)))
	if _, last, reserved := s.owner.held.state(); last != 2 || reserved < laneBlock/2 {
		t.Errorf("%d of %d are given", last, reserved)
	}
	if lanes := lanesOf(t, s); lanes[0].Reserved < laneBlock {
		t.Errorf("got %+v", lanes)
	}
}

func TestTicketsSettleInAnyOrder(t *testing.T) {
	k := newTickets(0, 0, 0, 10)
	for range 5 {
		k.take()
	}
	for i, step := range []struct{ seq, settled int64 }{{2, 0}, {3, 0}, {1, 3}, {5, 3}, {4, 5}} {
		k.settle(step.seq)
		if settled, _, _ := k.state(); settled != step.settled {
			t.Errorf("step %d: %d are settled, want %d", i, settled, step.settled)
		}
	}
	if len(k.early) != 0 {
		t.Errorf("%v is remembered for nothing", k.early)
	}
}
