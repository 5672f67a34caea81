package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
)

// clerks hand posts over and import people through the API, until their context
// ends or the server does, and remember what they were told.
type clerks struct {
	mu sync.Mutex
	// terms are the handovers of each unit by document: the day, and whether it was
	// acknowledged.
	terms  map[string]map[string]handover
	people map[string]bool // imported, published and acknowledged
	parts  map[string]int  // imports that each draft acknowledged
	days   [communities]int
	told   int            // acknowledgements
	others map[string]int // refusals, by status
}

type handover struct {
	from         string
	acknowledged bool
}

func newClerks() *clerks {
	return &clerks{terms: map[string]map[string]handover{}, people: map[string]bool{}, parts: map[string]int{}, others: map[string]int{}}
}

// work sends all clerks to the server. heard gets a word for every
// acknowledgement.
func (k *clerks) work(ctx context.Context, s *site, round int, heard chan<- struct{}) {
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for n := 0; k.handOver(ctx, s, round, w, n, heard); n++ {
			}
		})
	}
	all.Go(func() {
		for n := 0; k.publishPeople(ctx, s, fmt.Sprintf("r%d-%d", round, n), heard); n++ {
		}
	})
	all.Wait()
}

// handOver hands one post over; each clerk has units of their own. It is false
// when the server answers no more.
func (k *clerks) handOver(ctx context.Context, s *site, round, w, n int, heard chan<- struct{}) bool {
	i := (w + writers*n) % communities
	unit, document := community(i), fmt.Sprintf("r%d-w%d-%d", round, w, n)
	body := k.order(i, document)
	status, _, err := s.do(ctx, http.MethodPost, handoverOf(unit), "application/json", body)
	if err == nil && k.outcome(status, heard) {
		k.acknowledge(unit, document)
	}
	return err == nil
}

func handoverOf(unit string) string { return "/api/v1/units/" + unit + "/posts/" + post + "/handover" }

// order notes a handover that is about to be asked for, on the unit's next day,
// and returns the request's body.
func (k *clerks) order(i int, document string) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.days[i]++
	h, unit := handover{from: day(k.days[i])}, community(i)
	if k.terms[unit] == nil {
		k.terms[unit] = map[string]handover{}
	}
	k.terms[unit][document] = h
	body, err := json.Marshal(map[string]string{"person": "P-" + document, "name": "张" + document, "from": h.from, "document": document})
	if err != nil {
		panic(err)
	}
	return string(body)
}

func (k *clerks) acknowledge(unit, document string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.terms[unit][document] = handover{k.terms[unit][document].from, true}
}

// publishPeople imports two people into a draft of their own and publishes it.
func (k *clerks) publishPeople(ctx context.Context, s *site, name string, heard chan<- struct{}) bool {
	drafts := "/api/v1/cities/" + city + "/drafts"
	status, answer, err := s.do(ctx, http.MethodPost, drafts, "application/json", `{"note":"`+name+`"}`)
	var draft struct{ ID string }
	if err != nil || !k.outcome(status, heard) || json.Unmarshal(answer, &draft) != nil {
		return err == nil
	}
	table := fmt.Sprintf("person,name\n%[1]s-a,甲%[1]s\n%[1]s-b,乙%[1]s\n", name)
	status, _, err = s.do(ctx, http.MethodPost, drafts+"/"+draft.ID+"/imports/people", "text/csv", table)
	if err != nil || !k.outcome(status, heard) {
		return err == nil
	}
	k.mu.Lock()
	k.parts[draft.ID] = 1
	k.mu.Unlock()
	status, _, err = s.do(ctx, http.MethodPost, drafts+"/"+draft.ID+"/publish", "", "")
	if err == nil && k.outcome(status, heard) {
		k.mu.Lock()
		k.people[name+"-a"], k.people[name+"-b"] = true, true
		k.mu.Unlock()
	}
	return err == nil
}

// outcome says whether the server acknowledged.
func (k *clerks) outcome(status int, heard chan<- struct{}) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if status/100 != 2 {
		k.others[fmt.Sprint(status)]++
		return false
	}
	k.told++
	select {
	case heard <- struct{}{}:
	default:
	}
	return true
}
