package doctor

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// The codes that the operator's page explains are codes that somebody can get.
func TestOperationsNamesCodesThatThereAre(t *testing.T) {
	text, err := os.ReadFile("../../docs/operations.md")
	must(t, err)
	_, table, found := strings.Cut(string(text), "## When something happens")
	if !found {
		t.Fatal("the page has lost its last part")
	}
	n := 0
	for _, m := range regexp.MustCompile("`([a-z]+(?:_[a-z]+)+)`").FindAllStringSubmatch(table, -1) {
		if _, known := catalogue[Code(m[1])]; !known {
			t.Errorf("there is no code %s", m[1])
		}
		n++
	}
	if n < 10 {
		t.Errorf("only %d codes were found", n)
	}
}
