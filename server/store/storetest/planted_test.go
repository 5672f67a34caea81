package storetest

import (
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sizhang/server/store"
)

// planted is a bug that the suite must catch, by the case that is there for it.
type planted struct {
	bug    string
	caught string // "theme/case"
	plant  func(b *bent)
}

// TestPlantedBugsAreCaught runs the suite in child processes against stores that
// break one promise each.
func TestPlantedBugsAreCaught(t *testing.T) {
	for _, p := range plantedBugs() {
		t.Run(p.bug, func(t *testing.T) {
			t.Parallel()
			if !slices.Contains(Names(), p.caught) {
				t.Fatalf("there is no case %q", p.caught)
			}
			name := strings.ReplaceAll(p.caught, " ", "_")
			theme, rest, _ := strings.Cut(name, "/")
			only := "^TestPlanted$/^" + regexp.QuoteMeta(theme) + "$/^" + regexp.QuoteMeta(rest) + "$"
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run="+only, "-test.timeout=2m", "-rapid.nofailfile")
			child.Env = append(os.Environ(), "STORETEST_PLANTED="+p.bug, "TMPDIR="+t.TempDir())
			out, err := child.CombinedOutput()
			if err == nil || !strings.Contains(string(out), "--- FAIL: TestPlanted/"+name+" ") {
				t.Errorf("it was not caught: %v\n%s", err, out)
			}
		})
	}
}

// TestPlanted is the child of TestPlantedBugsAreCaught.
func TestPlanted(t *testing.T) {
	bug := os.Getenv("STORETEST_PLANTED")
	if bug == "" {
		t.Skip("run by TestPlantedBugsAreCaught")
	}
	patience = 2 * time.Second
	for _, p := range plantedBugs() {
		if p.bug == bug {
			Options{}.Run(t, inMemory(func(m *memory) store.Store {
				b := &bent{memory: m}
				p.plant(b)
				return b
			}))
			return
		}
	}
	t.Fatalf("there is no bug %q", bug)
}

func plantedBugs() []planted {
	return slices.Concat(plantedInWrites, plantedInReads, plantedInFeeds, plantedInKeeping, plantedInConnections)
}

func TestPlantedBugsHaveNames(t *testing.T) {
	names := map[string]bool{}
	for _, p := range plantedBugs() {
		names[p.bug] = true
	}
	if len(names) != len(plantedBugs()) {
		t.Errorf("some of %v are there twice", slices.Sorted(maps.Keys(names)))
	}
}
