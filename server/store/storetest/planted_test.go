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
			out, err := runPlanted(t, p.bug, p.caught)
			if err == nil || !strings.Contains(out, "--- FAIL: TestPlanted/"+name+" ") {
				t.Errorf("it was not caught: %v\n%s", err, out)
			}
		})
	}
}

// runPlanted runs one case of TestPlanted in a child process.
func runPlanted(t *testing.T, bug, name string) (string, error) {
	theme, rest, _ := strings.Cut(strings.ReplaceAll(name, " ", "_"), "/")
	only := "^TestPlanted$/^" + regexp.QuoteMeta(theme) + "$/^" + regexp.QuoteMeta(rest) + "$"
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run="+only, "-test.timeout=2m", "-rapid.nofailfile")
	child.Env = append(os.Environ(), "STORETEST_PLANTED="+bug, "TMPDIR="+t.TempDir())
	out, err := child.CombinedOutput()
	return string(out), err
}

const strangeExcuse = "no such theme/no such case"

// TestExcusesNameCases: an excuse that excuses nothing is a failure.
func TestExcusesNameCases(t *testing.T) {
	out, err := runPlanted(t, strangeExcuse, "get/misses what never was")
	if err == nil || !strings.Contains(out, strangeExcuse) || strings.Contains(out, "--- FAIL: TestPlanted/get") {
		t.Errorf("got %v\n%s", err, out)
	}
}

// TestPlanted is the child of TestPlantedBugsAreCaught.
func TestPlanted(t *testing.T) {
	bug := os.Getenv("STORETEST_PLANTED")
	if bug == "" {
		t.Skip("run by TestPlantedBugsAreCaught")
	}
	patience = 2 * time.Second
	if bug == strangeExcuse {
		Options{Excused: map[string]string{bug: "just so"}}.Run(t, inMemory(sound))
		return
	}
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
