package doctor

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sizhang/server/store"
)

var (
	snake       = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	placeholder = regexp.MustCompile(`\{([a-z_]+)\}`)
	han         = regexp.MustCompile(`\p{Han}`)
)

func gaps(text string) []string {
	var names []string
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Every code has a text in both languages that tells the same and, where somebody
// should act, says in both what to do.
func TestTheCatalogueIsWhole(t *testing.T) {
	for code, e := range catalogue {
		if !snake.MatchString(string(code)) {
			t.Errorf("%s is not in snake case", code)
		}
		if !slices.Contains(Grades, e.grade) {
			t.Errorf("%s has the grade %q", code, e.grade)
		}
		if !han.MatchString(e.zh) || e.en == "" || han.MatchString(e.en) {
			t.Errorf("%s: %q, %q", code, e.zh, e.en)
		}
		if !slices.Equal(gaps(e.zh), gaps(e.en)) || !slices.Equal(gaps(e.doZH), gaps(e.doEN)) {
			t.Errorf("%s: the languages do not tell the same", code)
		}
		helped := han.MatchString(e.doZH) && e.doEN != "" && !han.MatchString(e.doEN)
		if helped != (e.grade != Well) {
			t.Errorf("%s is %s and says to do %q, %q", code, e.grade, e.doZH, e.doEN)
		}
	}
}

// Every code of store/findings.go has a text, which goes by the values that the
// code comes with, as the comment there has them.
func TestEveryCodeOfTheStoreHasAText(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../store/findings.go", nil, parser.ParseComments)
	must(t, err)
	n := 0
	ast.Inspect(file, func(node ast.Node) bool {
		spec, ok := node.(*ast.ValueSpec)
		if !ok || !strings.HasPrefix(spec.Names[0].Name, "Found") {
			return true
		}
		n++
		code, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		must(t, err)
		e, known := catalogue[Code(code)]
		if !known {
			t.Errorf("%s has no text", code)
			return true
		}
		if code == store.FoundRoom || code == store.FoundClock {
			return true // judged, see told
		}
		names, _, _ := strings.Cut(spec.Comment.Text(), ":")
		given := regexp.MustCompile(`[a-z_]+`).FindAllString(names, -1)
		for _, gap := range gaps(e.zh + e.doZH + e.command) {
			if !slices.Contains(given, gap) {
				t.Errorf("%s is filled with %v and has a gap for %s", code, given, gap)
			}
		}
		return true
	})
	if n < 12 {
		t.Errorf("only %d codes were found", n)
	}
}

func TestACodeCannotStandThereTwice(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("nobody noticed")
		}
	}()
	extend(map[Code]entry{"program": {}})
}
