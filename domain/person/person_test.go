package person

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"sizhang/domain/fault"
)

func TestCheck(t *testing.T) {
	bodies := func(code string) bool { return code == "B1" }
	tests := []struct {
		name  string
		draft []Person
		want  string
	}{
		{"good", []Person{{ID: "E1", Name: "张三", Body: "B1"}, {ID: "E2", Name: "张三"}}, ""},
		{"no id", []Person{{Name: "张三"}}, "value_missing person"},
		{"id twice", []Person{{ID: "E1", Name: "张三"}, {ID: "E1", Name: "李四"}}, "person_doubled E1 person"},
		{"no name", []Person{{ID: "E1", Name: " "}}, "name_missing E1 name"},
		{"body unknown", []Person{{ID: "E1", Name: "张三", Body: "B2"}}, "body_unknown E1 body"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var found []string
			for _, f := range Check(bodies, test.draft) {
				found = append(found, strings.Join(strings.Fields(fmt.Sprintln(f.Code, f.Unit, f.Field)), " "))
				if text := f.Text(fault.Chinese) + f.Text(fault.English); strings.ContainsAny(text, "{}") {
					t.Errorf("text %q", text)
				}
			}
			if got := strings.Join(found, "; "); got != test.want {
				t.Errorf("found %q, want %q", got, test.want)
			}
		})
	}
}

func TestOverlayKeepsTelephoneAndBody(t *testing.T) {
	inForce := []Person{{ID: "E1", Name: "张三", Phone: "010-1", Body: "B1"}, {ID: "E2", Name: "李四"}}
	o := Overlay(inForce, []Person{{ID: "E1", Name: "张珊"}, {ID: "E2", Name: "李四"}, {ID: "E3", Name: "王五"}})
	want := []Person{{ID: "E1", Name: "张珊", Phone: "010-1", Body: "B1"}, {ID: "E3", Name: "王五"}}
	if o.Added != 1 || o.Changed != 1 || o.Unchanged != 1 || !reflect.DeepEqual(o.Fresh, want) {
		t.Errorf("got %+v", o)
	}
}
