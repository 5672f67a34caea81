package export_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // not every machine has the zones

	"pgregory.net/rapid"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/export"
	"sizhang/server/intake"
)

var languages = []fault.Language{fault.Chinese, fault.English}

// every way in which a table can be written.
func every() []export.Options {
	var all []export.Options
	for _, header := range languages {
		all = append(all, export.Options{Format: export.CSV, Header: header}, export.Options{Format: export.XLSX, Header: header})
	}
	return all
}

// drawn is one of them; days begin in the zone.
func drawn(t *rapid.T, zone *time.Location) []export.Options {
	o := rapid.SampledFrom(every()).Draw(t, "way")
	o.Zone = zone
	return []export.Options{o}
}

// failer is a test, or one try of a property.
type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// there writes records as a table.
func there[T any](t failer, write func(io.Writer, iter.Seq[T], export.Options) error, records []T, o export.Options) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := write(&file, slices.Values(records), o); err != nil {
		t.Fatalf("%s: %v", o.Format, err)
	}
	return file.Bytes()
}

// thereAndBack writes records in some ways, reads each file back with nothing to
// be said about it, and wants the same. The CSV of what was read is the same
// file.
func thereAndBack[T any](t failer, ways []export.Options, write func(io.Writer, iter.Seq[T], export.Options) error, records []T,
	read func(io.Reader) ([]T, *intake.Report, error), same func(a, b T) bool) {
	t.Helper()
	for _, o := range ways {
		file := there(t, write, records, o)
		back, report, err := read(bytes.NewReader(file))
		if err != nil {
			t.Fatalf("%s: %v", o.Format, err)
		}
		if len(records) == 0 {
			continue // a table of nothing is refused
		}
		for _, f := range report.Findings {
			t.Fatalf("%s %s: row %d %s: %s", o.Format, o.Header, f.Index, f.Field, f.Text(fault.English))
		}
		if !slices.EqualFunc(records, back, same) {
			t.Fatalf("%s %s: wrote\n%+v\nread\n%+v", o.Format, o.Header, records, back)
		}
		if o.Format == export.CSV && !bytes.Equal(file, there(t, write, back, o)) {
			t.Fatalf("the second table differs from the first:\n%s", file)
		}
	}
}

// text is any text that the readers take, and more often than chance would have
// it those that a spreadsheet or a format makes something else of.
func text() *rapid.Generator[string] {
	odd := []rune("=+-@＝'\"\n\t,;　 _x0041_005FD自贡\u00a0\u0301\U0001F3D9")
	return rapid.Custom(func(t *rapid.T) string {
		runes := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(odd), rapid.Rune()), 0, 24).Draw(t, "runes")
		return strings.Trim(strings.Map(func(c rune) rune {
			if !intake.Tabular("x" + string(c) + "x") {
				return -1
			}
			return c
		}, string(runes)), " \t\n\u00a0\u3000\ufeff")
	}).Filter(func(s string) bool { return intake.Tabular(s) && !strings.Contains(s, "_xD") })
}

func someText() *rapid.Generator[string] {
	return text().Filter(func(s string) bool { return s != "" })
}

// code is what a unit's code may be, the long numbers among them.
func code() *rapid.Generator[string] {
	return rapid.OneOf(rapid.StringMatching(`[1-9][0-9]{5}0{6}|[1-9][0-9]{14,18}`), rapid.StringMatching(`[A-Za-z1-9][A-Za-z0-9._-]{0,20}`))
}

// instant is a day's beginning in the zone, or any instant to the nanosecond.
func instant(zone *time.Location) *rapid.Generator[time.Time] {
	return rapid.Custom(func(t *rapid.T) time.Time {
		day := time.Date(rapid.IntRange(1901, 2199).Draw(t, "year"), 1, rapid.IntRange(1, 366).Draw(t, "day"), 0, 0, 0, 0, zone)
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			return day.Add(time.Duration(rapid.Int64Range(0, int64(24*time.Hour)).Draw(t, "clock")))
		case 1:
			return day.Add(time.Duration(rapid.IntRange(0, 86400).Draw(t, "seconds")) * time.Second).UTC()
		}
		return day
	})
}

// spans draws so many spans of time, one after the other; the last may be open.
func spans(t *rapid.T, zone *time.Location, n int) [][2]time.Time {
	at := rapid.SliceOfNDistinct(instant(zone), 2*n, 2*n, func(i time.Time) int64 { return i.UnixNano() }).Draw(t, "instants")
	slices.SortFunc(at, time.Time.Compare)
	all := make([][2]time.Time, n)
	for i := range all {
		all[i] = [2]time.Time{at[2*i], at[2*i+1]}
	}
	if n > 0 && rapid.Bool().Draw(t, "open") {
		all[n-1][1] = time.Time{}
	}
	return all
}

// zones that days begin in: China's, one with summer time, and one that is off by
// seconds, as all were once.
func zones(t *testing.T) []*time.Location {
	t.Helper()
	york, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	return []*time.Location{city.China, york, time.FixedZone("", 8*3600+5*60+43)}
}

// anything is a profile that takes any code.
var anything = &city.Profile{
	Levels: []city.Level{{ID: "city"}, {ID: "county", Parents: []string{"city"}}, {ID: "单元-2", Parents: []string{"county"}}},
	Posts:  []city.Post{{ID: "street_head"}, {ID: "principal_leader"}},
}

func sameUnit(a, b *territory.Unit) bool {
	return a.Code == b.Code && a.Level == b.Level && a.Names == b.Names && a.Parent == b.Parent && a.GridCode == b.GridCode &&
		slices.Equal(a.Predecessors, b.Predecessors) && a.Ended == b.Ended
}

func readUnits(o intake.AreaOptions) func(io.Reader) ([]*territory.Unit, *intake.Report, error) {
	return func(r io.Reader) ([]*territory.Unit, *intake.Report, error) {
		units, report, err := intake.ReadAreas(context.Background(), r, o)
		return pointers(units), report, err
	}
}

func pointers(units []territory.Unit) []*territory.Unit {
	all := make([]*territory.Unit, len(units))
	for i := range units {
		all[i] = &units[i]
	}
	return all
}

func TestUnitsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		codes := rapid.SliceOfNDistinct(code(), 0, 6, rapid.ID).Draw(t, "codes")
		units := make([]*territory.Unit, len(codes))
		for i, c := range codes {
			u := &territory.Unit{Code: c, Generated: rapid.Bool().Draw(t, "generated"), GridCode: rapid.StringMatching(`([0-9]{15})?`).Draw(t, "grid code")}
			u.Level = rapid.SampledFrom([]string{"city", "county", "单元-2"}).Draw(t, "level")
			u.Names = city.Names{ZH: someText().Draw(t, "name"), EN: text().Draw(t, "name in English")}
			if rapid.Bool().Draw(t, "hangs") {
				u.Parent = code().Draw(t, "parent")
			}
			if rapid.IntRange(0, 3).Draw(t, "formed") == 0 {
				u.Predecessors = rapid.SliceOfNDistinct(code(), 1, 4, rapid.ID).Draw(t, "predecessors")
			}
			u.Ended = rapid.IntRange(0, 9).Draw(t, "ended") == 0
			units[i] = u
		}
		thereAndBack(t, drawn(t, nil), export.Units, units, readUnits(intake.AreaOptions{Options: intake.Options{Profile: anything}}), sameUnit)
	})
}

func TestAppointmentsComeBack(t *testing.T) {
	zones := zones(t)
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom(zones).Draw(t, "zone")
		var seats []territory.Seat
		for _, unit := range rapid.SliceOfNDistinct(code(), 0, 4, rapid.ID).Draw(t, "units") {
			seat := territory.Seat{Unit: unit, Post: rapid.SampledFrom([]string{"street_head", "principal_leader"}).Draw(t, "post")}
			for _, span := range spans(t, zone, rapid.IntRange(1, 3).Draw(t, "terms")) {
				seat.Terms = append(seat.Terms, territory.Term{
					Person: someText().Draw(t, "person"), Name: someText().Draw(t, "name"), From: span[0], Until: span[1],
					Document: text().Draw(t, "document"), Deputy: rapid.Bool().Draw(t, "deputy"), Generated: rapid.Bool().Draw(t, "generated"),
				})
			}
			seats = append(seats, seat)
		}
		slices.SortFunc(seats, func(a, b territory.Seat) int { return strings.Compare(a.Unit, b.Unit) })
		o := intake.AppointmentOptions{Options: intake.Options{Profile: anything}, Zone: zone}
		thereAndBack(t, drawn(t, zone), export.Appointments, seats, func(r io.Reader) ([]territory.Seat, *intake.Report, error) {
			return intake.ReadAppointments(context.Background(), r, o)
		}, sameSeat)
	})
}

func sameSeat(a, b territory.Seat) bool {
	return a.Unit == b.Unit && a.Post == b.Post && slices.EqualFunc(a.Terms, b.Terms, func(a, b territory.Term) bool {
		if !a.From.Equal(b.From) || !a.Until.Equal(b.Until) {
			return false
		}
		a.From, a.Until = b.From, b.Until
		return reflect.DeepEqual(a, b)
	})
}

// The words under which what is free of trouble elsewhere is trouble in a table.
func TestTroublesomeTexts(t *testing.T) {
	var units []*territory.Unit
	for i, name := range []string{
		"=HYPERLINK(\"http://x\",\"自贡\")", "+1", "-1", "@SUM(A1)", "＝1", "'", "''", "'=1", "''=1", "'自贡'", "'68", "007", "1E5", "2024-03-01", "TRUE",
		"a,b;c", "\"自贡\"", "自\n贡", "a\tb", "_x000D_", "_x005F_x000D_", "_x005F_", "自\u0301", "<b>&amp;</b>", "]]>", "\U0001F3D9", "\ufffd", "\u200b自", "是",
	} {
		units = append(units, &territory.Unit{Code: fmt.Sprintf("U%d", i), Level: "city", Names: city.Names{ZH: name}})
	}
	thereAndBack(t, every(), export.Units, units, readUnits(intake.AreaOptions{Options: intake.Options{Profile: anything}}), sameUnit)
}
