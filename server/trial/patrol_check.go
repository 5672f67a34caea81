package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image/jpeg"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
)

// settle asks again for all that nobody knows the outcome of, as a phone does that lost
// the connection, after a look at how it stands.
func (v *visit) settle() error {
	for _, m := range v.matters {
		if m.settled {
			continue
		}
		if err := v.check(m); err != nil {
			return err
		}
		if err := v.again(m); err != nil {
			return err
		}
		m.settled = true
	}
	return nil
}

// again sends the report and every command once more, in their order.
func (v *visit) again(m *matter) error {
	if err := v.file(m); err != nil {
		return err
	}
	if m.number == "" {
		v.figures.lost("the report %s cannot be sent again", m.id)
		return nil
	}
	for _, a := range m.acts {
		was := a.done
		a.done = false
		if err := v.do(m, a); err != nil {
			return err
		}
		if was && !a.done {
			v.figures.wrong("the command %s of %s, sent again, is refused", a.action, m.id)
		}
	}
	if err := v.check(m); err != nil {
		return err
	}
	return v.look(m)
}

// check asks for the matter and wants all of it that was acknowledged, once.
func (v *visit) check(m *matter) error {
	status, answer, err := v.send(http.MethodGet, issuesPath+"/"+m.id, "", nil, nil)
	if err != nil {
		return err
	}
	var i found
	switch {
	case status == http.StatusNotFound && m.number == "":
		return nil
	case status == http.StatusNotFound:
		v.figures.lost("the report %s, acknowledged as %s", m.id, m.number)
		return nil
	case status != http.StatusOK:
		return fmt.Errorf("GET %s: %d %s", m.id, status, answer)
	}
	if err := json.Unmarshal(answer, &i); err != nil {
		return err
	}
	if m.number != "" && i.Number != m.number {
		v.figures.wrong("the report %s is %s, acknowledged as %s", m.id, i.Number, m.number)
	}
	v.checkHistory(m, &i)
	v.checkPictures(m, &i)
	return nil
}

// checkHistory wants each command once, acknowledged ones at least, and each event to
// begin in the state in which the one before ended.
func (v *visit) checkHistory(m *matter, i *found) {
	times, claims, state := map[string]int{}, 0, ""
	for k, e := range i.History {
		times[e.Command]++
		if e.Action == "claim" && e.From == "dispatched" { // the next one takes it over
			claims++
		}
		if e.Seq != k+1 || e.From != state {
			v.figures.half("%s: event %d is %+v, and the one before ended %s", m.id, k+1, e, state)
		}
		state = e.To
	}
	if state != i.State || i.Seq != len(i.History) {
		v.figures.half("%s is %s with seq %d, its history ends %s at %d", m.id, i.State, i.Seq, state, len(i.History))
	}
	for _, a := range m.acts {
		if n := times[a.command]; n > 1 {
			v.figures.doubled("%s: %s was done %d times", m.id, a.action, n)
		} else if n == 0 && a.done {
			v.figures.lost("%s: %s was acknowledged", m.id, a.action)
		}
		delete(times, a.command)
	}
	delete(times, m.id) // the report itself
	delete(times, "")   // the system's own
	if len(times) > 0 || claims > 1 {
		v.figures.wrong("%s was claimed %d times, and has commands that nobody gave: %v", m.id, claims, times)
	}
}

// checkPictures wants the matter's own photos, each once, and the event that brought it.
func (v *visit) checkPictures(m *matter, i *found) {
	times := map[string]int{}
	for _, p := range i.Pictures {
		if times[p.ID]++; p.Seq < 1 || p.Seq > len(i.History) {
			v.figures.half("%s: the photo %s came with event %d of %d", m.id, p.ID, p.Seq, len(i.History))
		}
	}
	finished := 0
	for _, e := range i.History {
		if e.Action == "finish" {
			finished++
		}
	}
	if times[m.before.id] != 1 || times[m.after.id] != finished || len(times) != 1+finished {
		v.figures.wrong("%s has the photos %v, of its own %s and, %d times finished, %s", m.id, times, m.before.id, finished, m.after.id)
	}
}

// look opens the photos that are served of the matter.
func (v *visit) look(m *matter) error {
	shown := []picture{m.before}
	for _, a := range m.acts {
		if a.action == "finish" && a.done {
			shown = append(shown, m.after)
		}
	}
	for _, p := range shown {
		path := issuesPath + "/" + m.id + "/photos/" + p.id
		for _, size := range []string{"large", "small"} {
			status, content, err := v.send(http.MethodGet, path+"?size="+size, "", nil, nil)
			if err != nil {
				return err
			}
			if _, err := jpeg.Decode(bytes.NewReader(content)); status != http.StatusOK || err != nil {
				v.figures.lost("the photo %s of %s: %d %v", p.id, m.id, status, err)
			}
		}
	}
	return nil
}

// checkList wants every issue in the list to be a matter, each once, and no number twice.
func (v *visit) checkList() error {
	known, numbers := map[string]int{}, map[string]string{}
	for _, m := range v.matters {
		known[m.id] = 0
	}
	for after := ""; ; {
		var page struct {
			Issues []struct{ ID, Number string }
			Next   string
		}
		if err := v.get(v.ctx, issuesPath+"?limit=200&after="+after, &page); err != nil {
			return err
		}
		for _, i := range page.Issues {
			if _, ours := known[i.ID]; !ours {
				v.figures.doubled("the issue %s, which nobody reported", i.ID)
			}
			if other := numbers[i.Number]; other != "" {
				v.figures.wrong("%s is the number of %s and of %s", i.Number, other, i.ID)
			}
			known[i.ID], numbers[i.Number] = known[i.ID]+1, i.ID
		}
		if after = page.Next; after == "" {
			break
		}
	}
	for _, m := range v.matters {
		if n := known[m.id]; n > 1 {
			v.figures.doubled("%s is listed %d times", m.id, n)
		} else if n == 0 && m.number != "" {
			v.figures.lost("%s is in no list", m.id)
		}
	}
	return nil
}

// checkOriginals wants every original that was acknowledged as it was sent.
func (v *visit) checkOriginals(where string) error {
	kept := map[string]bool{}
	err := filepath.WalkDir(filepath.Join(where, "photos", city, "original"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		sum := sha256.Sum256(content)
		if name := hex.EncodeToString(sum[:]); name != entry.Name() {
			v.figures.half("the original %s holds %s", entry.Name(), name)
		}
		kept[entry.Name()] = true
		return err
	})
	for _, m := range v.matters {
		for _, p := range []picture{m.before, m.after} {
			if p.kept && !kept[p.id] {
				v.figures.lost("the original %s", p.id)
			}
		}
	}
	return err
}
