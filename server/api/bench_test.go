package api

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/territory"
	"sizhang/geo"
)

// BenchmarkHTTP asks a server over loopback, with the client on the same
// machine, and reports what lookups reach of the rate of /livez under the same
// load, and batches of that of single lookups. The three take turns within every
// round, so that a busy machine slows all of them.
//
//	go test ./server/api -run '^$' -bench HTTP -benchtime 10x
func BenchmarkHTTP(b *testing.B) {
	const connections, round, batchSize = 4, 1000, 1000
	points := make([]geo.Point, 4096)
	source := rand.New(rand.NewPCG(1, 2))
	for i := range points {
		points[i] = geo.Point{Lng: 116.30 + 0.2*source.Float64(), Lat: 39.80 + 0.2*source.Float64()}
	}
	app := &fixedApp{cities: []*territory.Territory{benchCity(b)}}
	address := serveBench(b, app)

	livez := &load{requests: [][]byte{request("GET", "/livez", "")}}
	single, batch := &load{}, &load{}
	for _, p := range points {
		single.requests = append(single.requests, request("GET", fmt.Sprintf("/api/v1/duty?lat=%.6f&lng=%.6f", p.Lat, p.Lng), ""))
	}
	for i := 0; i+batchSize <= len(points); i += batchSize {
		var body strings.Builder
		body.WriteString(`{"crs":"wgs84","points":[`)
		for k, p := range points[i : i+batchSize] {
			if k > 0 {
				body.WriteByte(',')
			}
			fmt.Fprintf(&body, "[%.6f,%.6f]", p.Lng, p.Lat)
		}
		batch.requests = append(batch.requests, request("POST", "/api/v1/duty/batch", body.String()+"]}"))
	}
	var wires []*wire
	for range connections {
		wires = append(wires, dial(b, address))
	}
	for b.Loop() {
		livez.run(b, wires, round)
		single.run(b, wires, round)
		batch.run(b, wires, round/50)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(livez.rate(), "livez/s")
	b.ReportMetric(single.rate(), "duty/s")
	b.ReportMetric(single.rate()/livez.rate(), "duty/livez")
	b.ReportMetric(batch.rate()*batchSize, "batch-points/s")
	b.ReportMetric(batch.rate()*batchSize/single.rate(), "batch/duty")
	b.ReportMetric(float64(single.bytes)/float64(single.count), "duty-bytes")
}

// load is one kind of request and what answering it took so far.
type load struct {
	requests [][]byte
	count    int
	bytes    int64
	took     time.Duration
}

func (l *load) rate() float64 { return float64(l.count) / l.took.Seconds() }

// run sends so many requests over each connection, one at a time.
func (l *load) run(b *testing.B, wires []*wire, each int) {
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
	l.took += time.Since(start)
	l.count += each * len(wires)
	for _, w := range wires {
		l.bytes += w.bytes
		w.bytes = 0
	}
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

// benchCity is a city of 20 × 20 communities with jagged borders in a county,
// each with four grids, every unit with its heads: the depth and the answers of
// a real city.
func benchCity(b *testing.B) *territory.Territory {
	b.Helper()
	p := fixtureProfile("990303", "量测市", "Benchmark City")
	p.Posts[2].Levels = []string{"county", "community"}
	var units []territory.Unit
	var seats []territory.Seat
	add := func(code, level, parent, post string, shape geo.Shape) {
		units = append(units, territory.Unit{Code: code, Level: level, Parent: parent, Names: city.Names{ZH: "单元" + code}, Shape: shape})
		seats = append(seats, territory.Seat{Unit: code, Post: post, Terms: []territory.Term{
			{Person: code, Name: "张三", From: day(2024, 1, 1), Document: "量政发〔2024〕1号"},
			{Person: code + "d", Name: "李四", From: day(2024, 1, 1), Deputy: true},
		}})
	}
	const west, southEdge, side, step = 116.30, 39.80, 20, 0.01
	add("990303000000", "county", "", "principal_leader", square(west, southEdge, west+side*step, southEdge+side*step))
	for i := range side {
		for j := range side {
			code := fmt.Sprintf("990303%03d", i*side+j+1)
			x, y := west+float64(i)*step, southEdge+float64(j)*step
			add(code+"000", "community", "990303000000", "principal_leader", jagged(x, y, step))
			for k := range 4 {
				add(code+fmt.Sprintf("%03d", k+1), "grid", code+"000", "grid_head",
					jagged(x+float64(k%2)*step/2, y+float64(k/2)*step/2, step/2))
			}
		}
	}
	t, err := territory.New(p, units, seats)
	if err != nil {
		b.Fatal(err)
	}
	return t
}

// jagged is a square whose sides zigzag, all the same way, so that neighbours
// still tile.
func jagged(west, south, side float64) geo.Shape {
	const teeth = 16
	var ring geo.Ring
	at := func(along, tooth int, dx, dy, x, y float64) geo.Point {
		shift := side / 100 * float64(tooth%2)
		along64 := float64(along) / teeth * side
		return geo.Point{Lng: x + dx*along64 + dy*dy*shift, Lat: y + dy*along64 + dx*dx*shift}
	}
	for k := range teeth {
		ring = append(ring, at(k, k, 1, 0, west, south))
	}
	for k := range teeth {
		ring = append(ring, at(k, k, 0, 1, west+side, south))
	}
	for k := teeth; k > 0; k-- {
		ring = append(ring, at(k, k, 1, 0, west, south+side))
	}
	for k := teeth; k > 0; k-- {
		ring = append(ring, at(k, k, 0, 1, west, south))
	}
	return geo.Shape{{append(ring, ring[0])}}
}
