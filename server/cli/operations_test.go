package cli

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"sizhang/server/store"
)

func operations(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Every collection of the schema is split by its city, and none that there is not.
func TestOperationsSplitsEveryCollection(t *testing.T) {
	var want, got []string
	for _, c := range store.Schema {
		want = append(want, c.Name)
	}
	for _, m := range regexp.MustCompile(`(?m)^sh\.shardCollection\("sizhang\.([a-z_]+)", \{city: 1\}\)$`).FindAllStringSubmatch(operations(t), -1) {
		got = append(got, m[1])
	}
	if !slices.Equal(got, want) {
		t.Errorf("split are\n%v, and there are\n%v", got, want)
	}
	zoned := regexp.MustCompile(`for \(const c of \[(.*)\]\)`).FindStringSubmatch(operations(t))
	if zoned == nil {
		t.Fatal("no collection is put into a zone")
	}
	ofNoCity := []string{store.Cities, store.Keys, store.Restores} // they stand under store.Installation
	want = slices.DeleteFunc(want, func(name string) bool { return slices.Contains(ofNoCity, name) })
	if got := strings.Split(strings.ReplaceAll(zoned[1], `"`, ""), ", "); !slices.Equal(got, want) {
		t.Errorf("in zones are\n%v, and there are\n%v", got, want)
	}
}

// The commands of the page are commands, with flags that they have.
func TestOperationsNamesCommandsThatThereAre(t *testing.T) {
	parser, err := kong.New(&commands{}, kong.Name("sizhang"), kong.DefaultEnvars("SIZHANG"), kong.Vars{"lang": "zh"})
	if err != nil {
		t.Fatal(err)
	}
	var envs []string
	for _, leaf := range parser.Model.Leaves(false) {
		for _, flag := range leaf.Flags {
			envs = append(envs, flag.Envs...)
		}
	}
	text := operations(t)
	lines := regexp.MustCompile("(?m)(?:^|`|&& |sizhang |/)sizhang ([a-z][^`#|&\n]*)").FindAllStringSubmatch(text, -1)
	seen := 0
	for _, m := range lines {
		words := strings.Fields(m[1])
		at := slices.IndexFunc(parser.Model.Children, func(n *kong.Node) bool { return n.Name == words[0] })
		if at < 0 {
			t.Errorf("there is no command %s: sizhang %s", words[0], m[1])
			continue
		}
		node := parser.Model.Children[at]
		seen++
		if len(node.Children) > 0 && len(words) > 1 { // a command of commands
			if at := slices.IndexFunc(node.Children, func(n *kong.Node) bool { return n.Name == words[1] }); at >= 0 {
				node = node.Children[at]
			} else {
				t.Errorf("%s has no command %s: sizhang %s", words[0], words[1], m[1])
			}
		}
		for _, word := range words[1:] {
			if name, isFlag := strings.CutPrefix(word, "--"); isFlag && !hasFlag(node, name) {
				t.Errorf("%s has no flag %s: sizhang %s", words[0], word, m[1])
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d commands were found", seen)
	}
	for _, env := range regexp.MustCompile(`\bSIZHANG_[A-Z_]+\b`).FindAllString(text, -1) {
		if !slices.Contains(envs, env) {
			t.Errorf("no setting has the environment variable %s", env)
		}
	}
}

func hasFlag(node *kong.Node, name string) bool {
	for _, flags := range node.AllFlags(true) {
		for _, flag := range flags {
			if flag.Name == name {
				return true
			}
		}
	}
	return false
}
