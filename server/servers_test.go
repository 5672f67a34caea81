package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"sizhang/server/store/mongo/standin"
)

// installation is a store that several processes share.
type installation struct {
	where []string        // how a command is told of it
	mongo *standin.Server // in whose place; nil where there is none
}

// stores are the stores that servers can share: a folder, a MongoDB with change
// streams and one without, and the real one that MONGO_TEST_URI names.
var stores = []struct {
	name string
	open func(t *testing.T) installation
}{
	{"sqlite", func(t *testing.T) installation { return installation{where: []string{"--data", t.TempDir()}} }},
	{"mongo", func(t *testing.T) installation { return standinFor(t, standin.Options{}) }},
	{"mongo without change streams", func(t *testing.T) installation { return standinFor(t, standin.Options{NoChangeStreams: true}) }},
	{"a real mongo", func(t *testing.T) installation {
		uri := os.Getenv("MONGO_TEST_URI")
		if uri == "" {
			t.Skip("MONGO_TEST_URI names no server")
		}
		return installation{where: []string{"--mongo", standin.InDatabase(uri, fmt.Sprintf("sizhang_test_%d_%d", os.Getpid(), time.Now().UnixNano()))}}
	}},
}

func standinFor(t *testing.T, o standin.Options) installation {
	t.Helper()
	s, err := standin.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return installation{[]string{"--mongo", s.URI("sizhang")}, s}
}

// eachStore runs a test on every store, with the small city of the examples.
func eachStore(t *testing.T, test func(t *testing.T, in installation)) {
	if testing.Short() {
		t.Skip("it starts processes")
	}
	archive := smallCity(t)
	for _, s := range stores {
		t.Run(s.name, func(t *testing.T) {
			in := s.open(t)
			run(t, append([]string{"restore", archive}, in.where...)...)
			test(t, in)
		})
	}
}

// smallCityFile is where smallCity has put its archive, once it has.
var smallCityFile string

// smallCity returns an archive with the city of the examples, which the first test
// makes for all.
func smallCity(t *testing.T) string {
	t.Helper()
	if smallCityFile != "" {
		return smallCityFile
	}
	in := installation{where: []string{"--data", t.TempDir()}}
	in.imports(t, "profile profile.yaml", "areas areas.csv --levels province=city,city=-,district=county,street=subdistrict --draft last",
		"territory subdistricts.geojson --level subdistrict --parent parent --crs wgs84 --draft last", "streets streets.geojson --width 12 --crs wgs84 --draft last")
	run(t, in.command("publish --draft last --effective 2025-01-01")...)
	file := filepath.Join(filepath.Dir(testSecret), "city.zip")
	run(t, append([]string{"backup", file}, in.where...)...)
	smallCityFile = file
	return file
}

// command is a command line about the city, on the store.
func (in installation) command(line string) []string {
	return append(append(strings.Fields(line), "--city", testCity), in.where...)
}

// imports runs imports of the examples.
func (in installation) imports(t *testing.T, lines ...string) {
	t.Helper()
	for _, line := range lines {
		args := in.command("import " + line)
		args[2] = filepath.Join("cli/testdata/examples", args[2])
		run(t, args...)
	}
}

// importStreet publishes another street, as another process, and returns its code.
func (in installation) importStreet(t *testing.T, n int) string {
	t.Helper()
	code, command := in.street(t, n)
	run(t, command...)
	return code
}

// street makes another street and returns its code and the command that publishes
// it.
func (in installation) street(t *testing.T, n int) (string, []string) {
	t.Helper()
	file, code := filepath.Join(t.TempDir(), "street.geojson"), fmt.Sprintf("110101R1%04d", n)
	text := fmt.Sprintf(`{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":%q,"name":"第%d街"},
		"geometry":{"type":"LineString","coordinates":[[%.4f,39.902],[%.4f,39.918]]}}]}`, code, n, 116.3912+float64(n)/2000, 116.3912+float64(n)/2000)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return code, in.command("import streets " + file + " --width 8 --crs wgs84 --publish")
}

// has says whether the server answers with the unit.
func (s *server) has(t *testing.T, code string) bool {
	t.Helper()
	status, _, err := s.ask(t.Context(), http.MethodGet, "/api/v1/units/"+code, "")
	return err == nil && status == http.StatusOK
}

// agree wants the servers to answer as one does that was started just now, within a
// while, and with so many handovers, none of them missing and none twice.
func (in installation) agree(t *testing.T, handovers int, servers ...*server) {
	t.Helper()
	var want []string
	for n := range handovers {
		want = append(want, person(n))
	}
	fresh := serve(t, in.where...)
	defer fresh.kill(t)
	if got := fresh.people(t); !slices.Equal(got, want) {
		t.Fatalf("in the store are %v, want %v", got, want)
	}
	expected, got := fresh.answers(t), ""
	for _, s := range servers {
		eventually(t, "as a server that was just started", func() bool {
			got = s.answers(t)
			return got == expected || t.Failed()
		})
	}
}

// What one server writes another answers with. The figure that is printed is how
// long after the writer's answer.
func TestAWriteIsSeenByOthers(t *testing.T) {
	eachStore(t, func(t *testing.T, in installation) {
		a, b := serve(t, in.where...), serve(t, in.where...)
		var took []time.Duration
		const writes = 20
		for n := range writes {
			from, to := a, b
			if n%2 == 1 {
				from, to = b, a
			}
			if !from.handOver(t, n) {
				t.Fatal("it was not written")
			}
			took = append(took, eventually(t, "seen", func() bool {
				return slices.Contains(to.people(t), person(n))
			}))
		}
		slices.Sort(took)
		t.Logf("a handover on one server is seen by the other after %v, at most %v", took[writes/2].Round(time.Millisecond), took[writes-1].Round(time.Millisecond))
		code := in.importStreet(t, 1)
		t.Logf("a street that another process published, by the one after %v, by the other after %v", eventually(t, "seen", func() bool { return a.has(t, code) }), eventually(t, "seen", func() bool { return b.has(t, code) }))
		in.agree(t, writes, a, b)
	})
}

// A server that is stopped for a while, as by a debugger or a machine that is
// moved, misses nothing of what happened.
func TestAStoppedServerCatchesUp(t *testing.T) {
	eachStore(t, func(t *testing.T, in installation) {
		a, b := serve(t, in.where...), serve(t, in.where...)
		const writes = 60
		for n := range writes {
			if n == 5 {
				b.signal(t, syscall.SIGSTOP)
			}
			if n == writes/2 {
				in.importStreet(t, 1)
			}
			if !a.handOver(t, n) {
				t.Fatal("it was not written")
			}
		}
		b.signal(t, syscall.SIGCONT)
		in.agree(t, writes, b, a)
		if !b.handOver(t, writes) {
			t.Fatal("it was not written")
		}
		in.agree(t, writes+1, a)
	})
}

// A server that is killed while everybody writes has lost nothing that it said was
// done, and is back with everything; an import beside them disturbs nobody.
func TestAKilledServerComesBack(t *testing.T) {
	eachStore(t, func(t *testing.T, in installation) {
		a, b := serve(t, in.where...), serve(t, in.where...)
		_, command := in.street(t, 1)
		importing := start(t, io.Discard, command...)
		const writes, killed, back = 60, 15, 30
		for n := range writes {
			switch n {
			case killed:
				begun, dead := make(chan struct{}), b
				go func() {
					close(begun)
					_, _, _ = dead.ask(t.Context(), http.MethodPost, handoverPath, handoverBody(n)) // the other does the same
				}()
				<-begun
				time.Sleep(time.Millisecond)
				b.kill(t)
			case back:
				b = serve(t, in.where...)
			}
			writer := a
			if n%2 == 1 && (n < killed || n > back) {
				writer = b
			}
			if !writer.handOver(t, n) {
				t.Fatal("it was not written")
			}
		}
		if err := <-importing.over; err != nil {
			t.Fatalf("the import: %v\n%s", err, importing.said())
		}
		in.agree(t, writes, a, b)
	})
}

// While the store cannot be reached servers say so and answer what they know; once
// it is back they go on, and nothing is missed.
func TestTheConnectionIsCutAndRestored(t *testing.T) {
	eachStore(t, func(t *testing.T, in installation) {
		if in.mongo == nil {
			t.Skip("there is no connection to cut")
		}
		a, b := serve(t, in.where...), serve(t, in.where...)
		for n := range 5 {
			if !a.handOver(t, n) {
				t.Fatal("it was not written")
			}
		}
		in.agree(t, 5, b)
		ready := func(s *server, want int) func() bool {
			return func() bool {
				status, _, err := s.ask(t.Context(), http.MethodGet, "/readyz", "")
				return err == nil && status == want
			}
		}
		for round := range 2 {
			in.mongo.Cut()
			if status, text, err := a.ask(t.Context(), http.MethodPost, handoverPath, handoverBody(5+round)); err != nil || status != http.StatusServiceUnavailable {
				t.Errorf("without a store a handover is answered with %d %v %s", status, err, text)
			}
			for _, s := range []*server{a, b} {
				eventually(t, "unready", ready(s, http.StatusServiceUnavailable))
				if people := s.people(t); len(people) != 5+round {
					t.Errorf("while the connection is cut %s answers with %v", s.address, people)
				}
			}
			in.mongo.Mend()
			eventually(t, "written again", func() bool { return a.handOver(t, 5+round) })
			for _, s := range []*server{a, b} {
				eventually(t, "ready again", ready(s, http.StatusOK))
			}
			in.agree(t, 6+round, a, b)
		}
	})
}
