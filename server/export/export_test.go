package export_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/person"
	"sizhang/domain/territory"
	"sizhang/server/export"
)

func units(names ...string) []*territory.Unit {
	all := make([]*territory.Unit, len(names))
	for i, name := range names {
		all[i] = &territory.Unit{Code: fmt.Sprintf("51030200%d000", i+1), Level: "subdistrict", Parent: "510302000000", Names: city.Names{ZH: name}}
	}
	return all
}

func TestATableAsItIs(t *testing.T) {
	u := units("五星街", "=1+1")
	u[1].Predecessors = []string{"510302007000", "510302008000"}
	got := there(t, export.Units, u, export.Options{})
	want := "\ufeff编码,名称,层级,上级,英文名,单元网格编码,前身,撤销\n" +
		"510302001000,五星街,subdistrict,510302000000,,,,\n" +
		"510302002000,'=1+1,subdistrict,510302000000,,,510302007000;510302008000,\n"
	if string(got) != want {
		t.Errorf("got\n%s", got)
	}
	seats := []territory.Seat{{Unit: "510302R00001", Post: "street_head", Terms: []territory.Term{{
		Person: "E1", Name: "张三", From: time.Date(2024, 2, 29, 16, 0, 0, 0, time.UTC), Until: time.Date(2024, 6, 1, 8, 30, 0, 5, city.China), Deputy: true,
	}}}}
	got = there(t, export.Appointments, seats, export.Options{Header: fault.English})
	want = "\ufeffunit,post,person,name,from,until,document,deputy\n" +
		"510302R00001,street_head,E1,张三,2024-03-01,2024-06-01T08:30:00.000000005+08:00,,yes\n"
	if string(got) != want {
		t.Errorf("got\n%s", got)
	}
}

// What would not be read back as it is, is not written.
func TestTextsThatNoTableHolds(t *testing.T) {
	for _, format := range []export.Format{export.CSV, export.XLSX} {
		for _, name := range []string{"a\x00b", "a\vb", " a", "a\u3000", "a\r\nb", "a\xffb", "a\uffffb", strings.Repeat("自", 501)} {
			u := units("五星街", name)
			err := export.Units(io.Discard, slices.Values(u), export.Options{Format: format})
			if f := fault.As(err); f.Code != fault.TextNotTabular || f.Field != "名称" || f.With["record"] != u[1].Code {
				t.Errorf("%s: %.20q: %v", format, name, err)
			}
		}
	}
	lost := units("a_xD800_b")
	if err := export.Units(io.Discard, slices.Values(lost), export.Options{}); err != nil {
		t.Error(err)
	}
	if err := export.Units(io.Discard, slices.Values(lost), export.Options{Format: export.XLSX}); err == nil || fault.As(err).Code != fault.TextNotTabular {
		t.Errorf("a text that is lost in a workbook was written: %v", err)
	}
}

type brokenPipe struct{ left int }

var errPipe = errors.New("broken pipe")

func (b *brokenPipe) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, errPipe
	}
	return len(p), nil
}

func TestAFileThatCannotBeWrittenIsAnError(t *testing.T) {
	u := units(slices.Repeat([]string{"五星街"}, 1000)...)
	for _, format := range []export.Format{export.CSV, export.XLSX} {
		for _, room := range []int{0, 2, 4000} {
			if err := export.Units(&brokenPipe{room}, slices.Values(u), export.Options{Format: format}); !errors.Is(err, errPipe) {
				t.Errorf("%s with room for %d bytes: %v", format, room, err)
			}
		}
	}
	if err := export.Units(io.Discard, slices.Values(u), export.Options{Format: "ods"}); err == nil {
		t.Error("an unknown format was written")
	}
}

// A reader that went away stops the records, once they have been looked through
// for what was made up.
func TestRecordsStopWithTheFile(t *testing.T) {
	const records = 100_000
	drawn := 0
	people := func(yield func(person.Person) bool) {
		for range records {
			if drawn++; !yield(person.Person{ID: "E1", Name: "张三"}) {
				return
			}
		}
	}
	if err := export.People(&brokenPipe{100}, people, export.Options{}); !errors.Is(err, errPipe) || drawn > records*3/2 {
		t.Errorf("%d records drawn, %v", drawn, err)
	}
}

func TestWhatWasMadeUpSaysSo(t *testing.T) {
	for _, c := range []struct {
		people []person.Person
		want   string
	}{
		{[]person.Person{{ID: "1", Name: "真"}}, "person,name,phone,body\n1,真,,\n"},
		{[]person.Person{{ID: "1", Name: "真"}, {ID: "2", Name: "假", Generated: true}}, "person,name,phone,body,generated\n1,真,,,\n2,假,,,yes\n"},
	} {
		var file bytes.Buffer
		if err := export.People(&file, slices.Values(c.people), export.Options{Header: fault.English}); err != nil || file.String() != "\ufeff"+c.want {
			t.Errorf("got %q, %v, want %q", file.String(), err, c.want)
		}
	}
}

func TestEmptyTablesHaveAHeader(t *testing.T) {
	var file bytes.Buffer
	if err := export.People(&file, slices.Values([]person.Person(nil)), export.Options{Header: fault.English}); err != nil || file.String() != "\ufeffperson,name,phone,body\n" {
		t.Errorf("got %q, %v", file.String(), err)
	}
}
