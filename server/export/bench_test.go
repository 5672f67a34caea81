package export_test

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"testing"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/territory"
	"sizhang/server/export"
	"sizhang/server/intake"
)

// A million appointments, the most that one city is built for, are written and
// read back. heap-MB is the most that was in use at once while they were.
func BenchmarkMillionAppointments(b *testing.B) {
	for _, format := range []export.Format{export.CSV, export.XLSX} {
		var file bytes.Buffer
		b.Run("write/"+string(format), func(b *testing.B) {
			for b.Loop() {
				file.Reset()
				most := heap(b)
				if err := export.Appointments(&file, seats(100_000, 10, most), export.Options{Format: format}); err != nil {
					b.Fatal(err)
				}
			}
			b.SetBytes(int64(file.Len()))
		})
		b.Run("read/"+string(format), func(b *testing.B) {
			if file.Len() == 0 {
				b.Skip("run the writing with it: it makes the file")
			}
			for b.Loop() {
				most := heap(b)
				o := intake.Options{Profile: anything, Progress: func(int64, int64) { most() }}
				seats, report, err := intake.ReadAppointments(ctx, io.Reader(bytes.NewReader(file.Bytes())), intake.AppointmentOptions{Options: o})
				if err != nil || len(report.Findings) > 0 || len(seats) != 100_000 || report.Kept != 1_000_000 {
					b.Fatalf("%d seats, %d terms, %v", len(seats), report.Kept, err)
				}
			}
			b.SetBytes(int64(file.Len()))
		})
	}
}

// heap reports the most that is in use whenever it is asked to look.
func heap(b *testing.B) (look func()) {
	runtime.GC()
	var m runtime.MemStats
	most, looks := uint64(0), 0
	return func() {
		if looks++; looks%100 == 1 {
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse)
			b.ReportMetric(float64(most>>20), "heap-MB")
		}
	}
}

// seats makes up posts, each with so many terms of a year.
func seats(n, terms int, each func()) func(func(territory.Seat) bool) {
	return func(yield func(territory.Seat) bool) {
		for i := range n {
			seat := territory.Seat{Unit: fmt.Sprintf("5103020%08d", i), Post: "street_head"}
			for k := range terms {
				from := time.Date(2016+k, 3, 1, 0, 0, 0, 0, city.China)
				seat.Terms = append(seat.Terms, territory.Term{
					Person: fmt.Sprintf("E%07d", i*terms+k), Name: "张三", From: from, Until: from.AddDate(1, 0, 0), Document: fmt.Sprintf("自街〔%d〕%d号", 2016+k, i),
				})
			}
			each()
			if !yield(seat) {
				return
			}
		}
	}
}
