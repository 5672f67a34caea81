package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"

	"github.com/google/uuid"
)

// patrols report matters with photos and act on them through the API, until their
// server is gone, and remember what they were told.
type patrols struct {
	mu      sync.Mutex
	matters []*matter
	told    int            // acknowledgements
	others  map[string]int // refusals, by status
}

func newPatrols() *patrols { return &patrols{others: map[string]int{}} }

// visit is what patrols do while one server runs.
type visit struct {
	*patrols
	*site
	ctx     context.Context
	figures *Figures
	heard   chan<- struct{} // gets a word for every acknowledgement; nil where nobody counts
}

// work has all patrols at work until the server answers no more.
func (v *visit) work() {
	var all sync.WaitGroup
	for range writers {
		all.Go(func() {
			for v.live(v.begun()) == nil {
			}
		})
	}
	all.Wait()
}

// begun is the next matter, noted before anybody is asked.
func (p *patrols) begun() (int, *matter) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.matters)
	p.matters = append(p.matters, newMatter(n))
	return n, p.matters[n]
}

// live takes a matter from its photo to where it is done. Its error says that the
// server answers no more.
func (v *visit) live(n int, m *matter) error {
	if err := v.file(m); err != nil || m.number == "" {
		return err
	}
	switch n % 3 {
	case 0: // once more, as whoever lost the answer does
		if err := v.file(m); err != nil {
			return err
		}
	case 1: // under the same id, with something else
		if err := v.fileAnother(m); err != nil {
			return err
		}
	}
	for _, action := range []string{"file", "dispatch"} {
		if err := v.do(m, m.plans(action, false)); err != nil {
			return err
		}
	}
	if err := v.race(m, m.plans("claim", true), m.plans("claim", true)); err != nil {
		return err
	}
	comment := m.plans("comment", false)
	if err := v.race(m, comment, comment); err != nil { // the same command twice at once
		return err
	}
	return v.do(m, m.plans("finish", false))
}

// plans notes an action that is about to be asked for.
func (m *matter) plans(action string, rival bool) *act {
	a := &act{command: uuid.NewString(), action: action, rival: rival}
	m.acts = append(m.acts, a)
	return a
}

const (
	photosPath  = "/api/v1/cities/" + city + "/photos"
	issuesPath  = "/api/v1/cities/" + city + "/issues"
	reportsPath = "/api/v1/cities/" + city + "/reports"
)

// upload sends a photo, unless it is kept already.
func (v *visit) upload(p *picture) error {
	if p.kept {
		return nil
	}
	status, answer, err := v.send(http.MethodPost, photosPath, "image/jpeg", p.content, nil)
	var kept struct{ ID string }
	if err != nil || !v.acknowledges(status, answer) || json.Unmarshal(answer, &kept) != nil {
		return err
	}
	if p.kept = kept.ID == p.id; !p.kept {
		v.figures.wrong("the photo %s is kept as %s", p.id, kept.ID)
	}
	return nil
}

// file reports the matter: the first time, or again.
func (v *visit) file(m *matter) error {
	status, answer, err := v.filed(m)
	if err != nil || !v.acknowledges(status, answer) {
		if err == nil && m.number != "" {
			v.figures.wrong("the report %s, sent again, is answered with %d %s", m.id, status, answer)
		}
		return err
	}
	var receipt struct{ Number string }
	if err := json.Unmarshal(answer, &receipt); err != nil || receipt.Number == "" {
		v.figures.wrong("the report %s has no number: %s", m.id, answer)
		return nil
	}
	if m.number != "" && (status != http.StatusOK || receipt.Number != m.number) {
		v.figures.doubled("the report %s is %s, and %s with %d when it is sent again", m.id, m.number, receipt.Number, status)
	}
	m.number, m.before.kept = receipt.Number, true
	return nil
}

func (v *visit) filed(m *matter) (int, []byte, error) {
	if m.key != "" {
		media, form := m.form()
		return v.send(http.MethodPost, reportsPath, media, form, m)
	}
	if err := v.upload(&m.before); err != nil {
		return 0, nil, err
	}
	return v.send(http.MethodPost, issuesPath, "application/json", jsonOf(m.report), nil)
}

// fileAnother reports something else under the id, which must be refused.
func (v *visit) fileAnother(m *matter) error {
	text := m.report["text"]
	m.report["text"] = "另一件"
	status, answer, err := v.filed(m)
	m.report["text"] = text
	if err == nil && status/100 == 2 {
		v.figures.wrong("the id %s is taken for another report: %d %s", m.id, status, answer)
	}
	return err
}

// do does an action.
func (v *visit) do(m *matter, a *act) error {
	body := map[string]any{"command": a.command, "action": a.action, "reason": "按计划"}
	if a.action == "finish" {
		if err := v.upload(&m.after); err != nil {
			return err
		}
		body["photos"] = []map[string]string{{"id": m.after.id, "kind": "after"}}
	}
	status, answer, err := v.send(http.MethodPost, issuesPath+"/"+m.id+"/actions", "application/json", jsonOf(body), nil)
	if err == nil && v.acknowledges(status, answer) {
		v.mu.Lock()
		a.done = true
		v.mu.Unlock()
	}
	return err
}

// race does both at once.
func (v *visit) race(m *matter, acts ...*act) error {
	failed := make([]error, len(acts))
	var both sync.WaitGroup
	for i, a := range acts {
		both.Go(func() { failed[i] = v.do(m, a) })
	}
	both.Wait()
	for _, err := range failed {
		if err != nil {
			return err
		}
	}
	return nil
}

// send makes a request: as a citizen with the matter's key, or as the clerk.
func (v *visit) send(method, path, media string, body []byte, citizen *matter) (int, []byte, error) {
	request, err := http.NewRequestWithContext(v.ctx, method, v.url+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	if media != "" {
		request.Header.Set("Content-Type", media)
	}
	if citizen != nil {
		id := uuid.MustParse(citizen.id)
		request.Header.Set("X-Forwarded-For", fmt.Sprintf("10.%d.%d.%d", id[0], id[1], id[2])) // a network is limited
		request.Header.Set("X-Report-Key", citizen.key)
	} else {
		request.Header.Set("Authorization", "Bearer "+v.token)
	}
	response, err := v.client.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	return response.StatusCode, answer, err
}

// acknowledges says whether the server did, and counts it.
func (v *visit) acknowledges(status int, answer []byte) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if status/100 != 2 {
		var problem struct{ Code string }
		_ = json.Unmarshal(answer, &problem) // without one the status stands alone
		v.others[fmt.Sprint(status, " ", problem.Code)]++
		return false
	}
	v.told++
	select {
	case v.heard <- struct{}{}:
	default:
	}
	return true
}
