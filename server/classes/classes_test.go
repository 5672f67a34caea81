package classes_test

import (
	"strconv"
	"strings"
	"testing"

	"os"

	"sizhang/domain/body"
	"sizhang/domain/clock"
	"sizhang/server/classes"
)

// Every small class says when it is filed and closed and how long that may take;
// nothing that an import checks speaks against the table.
func TestTheShippedClassesAreWhole(t *testing.T) {
	all := classes.Shipped()
	if findings := body.CheckCategories(nil, nil, all); len(findings) > 0 {
		t.Fatalf("%+v", findings)
	}
	r, err := body.NewRegister(nil, all, nil)
	if err != nil {
		t.Fatal(err)
	}
	tops, small, conditions := map[body.CategoryKind]int{}, map[body.CategoryKind]int{}, 0
	names := map[string]string{}
	for _, c := range all {
		of, _ := r.Details(c.Code)
		if c.Names.ZH == "" || c.Names.EN == "" || of.Kind == "" {
			t.Errorf("%s: %+v", c.Code, c.Names)
		}
		key := string(of.Kind) + c.Parent + c.Names.ZH
		if first, twice := names[key]; twice {
			t.Errorf("%s and %s are both called %s", first, c.Code, c.Names.ZH)
		}
		names[key] = c.Code
		if c.Parent == "" {
			tops[c.Kind]++
			continue
		}
		small[of.Kind]++
		if !strings.HasPrefix(c.Code, c.Parent) || len(c.Conditions) == 0 || c.Department != "" {
			t.Errorf("%s: %+v", c.Code, c)
		}
		for i, of := range c.Conditions {
			conditions++
			if of.Code != strconv.Itoa(i+1) || of.Filing == "" || of.Closing == "" || of.Limit == (clock.Limit{}) {
				t.Errorf("%s: %+v", c.Code, of)
			}
		}
	}
	if tops[body.Component] != 5 || tops[body.Occurrence] != 6 || small[body.Component] < 90 || small[body.Occurrence] < 70 {
		t.Errorf("classes %v, small classes %v", tops, small)
	}
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{small[body.Component], small[body.Occurrence], conditions} {
		if !strings.Contains(string(text), " "+strconv.Itoa(n)+" ") {
			t.Errorf("the README does not say that there are %d", n)
		}
	}
	cover, _ := r.Details("C0101")
	if usual, ok := cover.Condition(""); !ok || usual.Limit.String() != "2紧急工作时" || cover.Names.ZH != "上水井盖" {
		t.Errorf("a missing cover: %+v", usual)
	}
}
