package api

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"sizhang/domain/body"
	"sizhang/domain/sponsor"
	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/app"
	"sizhang/server/demo"
)

// BenchmarkHTTP asks a server that holds the demonstration city over loopback,
// with the client on the same machine, and reports what single lookups of random
// points reach of the rate of /livez under the same load, and what batches reach
// of the points a second of single lookups. The three take turns in short
// rounds, and the ratios are medians over the rounds, so that whatever else the
// machine does slows all of them alike.
//
//	go test ./server/api -run '^$' -bench HTTP -benchtime 200x
func BenchmarkHTTP(b *testing.B) {
	const connections, round = 4, 200
	points := demoPoints(b, maxBatch)
	livez := &load{requests: [][]byte{request("GET", "/livez", "")}}
	single, batch := &load{}, &load{}
	whole := &load{requests: [][]byte{request("POST", "/api/v1/duty/batch", batchText(points))}}
	for _, p := range points {
		single.requests = append(single.requests, request("GET", fmt.Sprintf("/api/v1/duty?lat=%.6f&lng=%.6f", p.Lat, p.Lng), ""))
	}
	for some := range slices.Chunk(points, 1000) {
		batch.requests = append(batch.requests, request("POST", "/api/v1/duty/batch", batchText(some)))
	}
	address := serveBench(b, &fixedApp{cities: []*app.City{demoCity(b)}})
	var wires []*wire
	for range connections {
		wires = append(wires, dial(b, address))
	}
	single.run(b, wires, len(points)/connections) // every text written once
	var toLivez, toSingle, wholeToSingle []float64
	for b.Loop() {
		alive := livez.run(b, wires, round)
		lookups := single.run(b, wires, round)
		toLivez = append(toLivez, lookups/alive)
		toSingle = append(toSingle, batch.run(b, wires, 2)*1000/lookups)
		wholeToSingle = append(wholeToSingle, whole.run(b, wires, 1)*maxBatch/lookups)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(livez.rate(), "livez/s")
	b.ReportMetric(single.rate(), "duty/s")
	b.ReportMetric(batch.rate()*1000, "points/s-by-1000")
	b.ReportMetric(whole.rate()*maxBatch, "points/s-by-10000")
	b.ReportMetric(median(toLivez), "duty/livez")
	b.ReportMetric(median(toSingle), "by-1000/duty")
	b.ReportMetric(median(wholeToSingle), "by-10000/duty")
	b.ReportMetric(float64(single.bytes)/float64(single.count), "duty-bytes")
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

func batchText(points []geo.Point) string {
	var body strings.Builder
	for i, p := range points {
		if i > 0 {
			body.WriteByte(',')
		}
		fmt.Fprintf(&body, "[%.6f,%.6f]", p.Lng, p.Lat)
	}
	return `{"crs":"wgs84","points":[` + body.String() + "]}"
}

// load is one kind of request and what answering it took so far.
type load struct {
	requests [][]byte
	count    int
	bytes    int64
	took     time.Duration
}

func (l *load) rate() float64 { return float64(l.count) / l.took.Seconds() }

// run sends so many requests over each connection, one at a time, and returns
// their rate.
func (l *load) run(b *testing.B, wires []*wire, each int) float64 {
	start := time.Now()
	var wait sync.WaitGroup
	for i, w := range wires {
		wait.Go(func() {
			for k := range each {
				w.ask(b, l.requests[(l.count+i*each+k)%len(l.requests)])
			}
		})
	}
	wait.Wait()
	took := time.Since(start)
	l.took += took
	l.count += each * len(wires)
	for _, w := range wires {
		l.bytes += w.bytes
		w.bytes = 0
	}
	return float64(each*len(wires)) / took.Seconds()
}

// wire is a keep-alive connection that reads as little of an answer as it can:
// the client shares the processors with the server.
type wire struct {
	conn  net.Conn
	in    *bufio.Reader
	bytes int64
}

func dial(b *testing.B, address string) *wire {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close() })
	return &wire{conn: conn, in: bufio.NewReaderSize(conn, 64<<10)}
}

func (w *wire) ask(b *testing.B, request []byte) {
	if _, err := w.conn.Write(request); err != nil {
		b.Error(err)
		return
	}
	status, err := w.in.ReadSlice('\n')
	if err != nil || !bytes.HasPrefix(status, []byte("HTTP/1.1 200")) {
		b.Errorf("%s %v", status, err)
		return
	}
	length := int64(-1)
	for {
		line, err := w.in.ReadSlice('\n')
		if err != nil {
			b.Error(err)
			return
		}
		if len(line) <= 2 {
			break
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			length, _ = strconv.ParseInt(string(bytes.TrimSpace(value)), 10, 64)
		}
	}
	w.bytes += length
	if length >= 0 {
		_, err = w.in.Discard(int(length))
	} else {
		err = w.chunks()
	}
	if err != nil {
		b.Error(err)
	}
}

// chunks reads a body that came without its length.
func (w *wire) chunks() error {
	for {
		line, err := w.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		size, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 64)
		if err != nil {
			return err
		}
		w.bytes += size
		if _, err := w.in.Discard(int(size) + 2); err != nil || size == 0 {
			return err
		}
	}
}

func request(method, target, body string) []byte {
	head := method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n"
	if body != "" {
		head += "Content-Type: application/json\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n"
	}
	return []byte(head + "\r\n" + body)
}

func serveBench(b *testing.B, app App) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- New(app, Options{Log: quietLog()}).Run(ctx, listener) }()
	b.Cleanup(func() {
		cancel()
		<-done
	})
	return listener.Addr().String()
}

func demoCity(b testing.TB) *app.City {
	b.Helper()
	units, seats, err := demo.City(context.Background(), func(string, int, int) {})
	if err != nil {
		b.Fatal(err)
	}
	city := &app.City{}
	if city.Territory, err = territory.New(demo.Profile(), units, seats); err != nil {
		b.Fatal(err)
	}
	sides := demo.SidesOf(units, seats)
	city.Sponsors = sponsor.NewLedger(sides.Sponsorships)
	if city.Bodies, err = body.NewRegister(sides.Bodies, sides.Categories, sides.Charges); err != nil {
		b.Fatal(err)
	}
	return city
}

// demoPoints are random points of the demonstration city, the same every time.
func demoPoints(b *testing.B, n int) []geo.Point {
	t := demoCity(b)
	county, _ := t.At(time.Now()).List("county", "", "", 1)
	box := county[0].Shape.Box()
	source := rand.New(rand.NewPCG(1, 2))
	var points []geo.Point
	for len(points) < n {
		p := geo.Point{
			Lng: box.Min.Lng + source.Float64()*(box.Max.Lng-box.Min.Lng),
			Lat: box.Min.Lat + source.Float64()*(box.Max.Lat-box.Min.Lat),
		}
		if t.At(time.Now()).Holds(p) {
			points = append(points, p)
		}
	}
	return points
}
