package lifecycle

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
)

// Every move of the table has its arrow, and every arrow its move: a row that is added
// to issue.Lifecycle wants a place in layout.go.
func TestThePictureShowsTheTable(t *testing.T) {
	there := map[string]bool{}
	for _, row := range issue.Lifecycle {
		from, to := row.From, []issue.State{row.To}
		if len(from) == 0 {
			from = []issue.State{""}
		}
		switch row.To {
		case issue.Same:
			continue
		case issue.Back:
			to = suspendable()
		}
		for _, a := range from {
			for _, b := range to {
				if a != b {
					there[fmt.Sprintf("%s: %s → %s", row.Action, a, b)] = true
				}
			}
		}
	}
	drawn := map[string]bool{}
	for _, arrow := range arrows {
		from := arrow.from
		if len(from) == 0 {
			from = []issue.State{""}
		}
		used := false
		for _, action := range arrow.actions {
			for _, a := range from {
				for _, b := range arrow.to {
					if move := fmt.Sprintf("%s: %s → %s", action, a, b); there[move] {
						drawn[move], used = true, true
					}
				}
			}
		}
		if !used {
			t.Errorf("the arrow %q of %v leads where nothing goes", arrow.words, arrow.actions)
		}
	}
	for move := range there {
		if !drawn[move] {
			t.Errorf("no arrow for %s; see layout.go", move)
		}
	}
	for _, s := range issue.States {
		if !slices.ContainsFunc(boxes, func(b box) bool { return b.state == s.State }) {
			t.Errorf("no box for %s", s.State)
		}
	}
}

// suspendable are the states that can be suspended, and gone back to.
func suspendable() (list []issue.State) {
	for _, row := range issue.Lifecycle {
		if row.To == issue.Suspended {
			list = append(list, row.From...)
		}
	}
	return list
}

// Each thing that the table speaks of has a name in both languages.
func TestEverythingHasAName(t *testing.T) {
	for _, lang := range []fault.Language{fault.Chinese, fault.English} {
		for i, l := range lines(lang) {
			row := issue.Lifecycle[i]
			if l.action == "" || l.to == "" || l.who == "" || (row.Right != "") != (l.right != "") ||
				(row.If != "" || row.Asked != "") != (l.when != "") || (len(row.Demands) > 0) != (l.wants != "") {
				t.Errorf("%s of %v in %s: %+v", row.Action, row.From, lang, l)
			}
			for _, text := range []string{l.from, l.wants, l.clocks} {
				if strings.HasPrefix(text, "、") || strings.HasPrefix(text, ",") || strings.Contains(text, "、、") || strings.HasSuffix(text, "、") || strings.HasSuffix(text, ", ") || strings.HasSuffix(text, " ") {
					t.Errorf("%s of %v in %s lacks a name: %q", row.Action, row.From, lang, text)
				}
			}
		}
	}
}

func TestLifecycleForMachines(t *testing.T) {
	var text bytes.Buffer
	if err := JSON(&text); err != nil {
		t.Fatal(err)
	}
	var document struct {
		States      []map[string]any
		Transitions []map[string]any
	}
	if err := json.Unmarshal(text.Bytes(), &document); err != nil {
		t.Fatal(err)
	}
	if len(document.States) != len(issue.States) || len(document.Transitions) != len(issue.Lifecycle) || document.Transitions[0]["action"] != "report" {
		t.Errorf("%d states, %d transitions", len(document.States), len(document.Transitions))
	}
	if bytes.Contains(text.Bytes(), []byte("null")) {
		t.Error("an empty list must be a list")
	}
}

// docs/issues.md and its picture show the table as it is. SIZHANG_WRITE_DOCS=1 writes
// them anew.
func TestTheDocumentsShowTheTable(t *testing.T) {
	const page, drawing = "../../docs/issues.md", "../../docs/lifecycle.svg"
	rewrite := os.Getenv("SIZHANG_WRITE_DOCS") != ""
	var picture, table bytes.Buffer
	if err := Picture(&picture); err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal(picture.Bytes(), new(struct{ XMLName xml.Name })); err != nil {
		t.Fatal(err)
	}
	if err := Markdown(&table, fault.Chinese); err != nil {
		t.Fatal(err)
	}
	kept(t, drawing, picture.Bytes(), rewrite)
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile(`(?s)(<!-- lifecycle -->\n).*(<!-- /lifecycle -->)`)
	if !block.Match(text) {
		t.Fatalf("%s has no place for the table", page)
	}
	kept(t, page, block.ReplaceAll(text, []byte("${1}"+strings.ReplaceAll(table.String(), "$", "$$")+"${2}")), rewrite)
}

// kept says whether a file holds what it should, or makes it so.
func kept(t *testing.T, path string, want []byte, rewrite bool) {
	t.Helper()
	if got, err := os.ReadFile(path); err == nil && bytes.Equal(got, want) {
		return
	}
	if !rewrite {
		t.Errorf("%s is not what the table says; SIZHANG_WRITE_DOCS=1 go test ./server/lifecycle writes it anew", path)
		return
	}
	if err := os.WriteFile(path, want, 0o644); err != nil {
		t.Fatal(err)
	}
}
