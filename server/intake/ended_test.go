package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"sizhang/server/intake"
)

func TestTablesSayWhatEndsAndWhatCameOfWhat(t *testing.T) {
	const columns = "编码,名称,层级,上级,前身,撤销\n"
	for _, test := range []struct {
		name, rows string
		units      string // code, level, predecessors, ended
		found      string
	}{
		{"several, as people write them", "510302001001,甲,community,510302001000,510302001002; 510302001003；510302001004、510302001005,\n",
			"510302001001 community [510302001002 510302001003 510302001004 510302001005] false", ""},
		{"one, one twice, zeros for none", "510302001001,甲,community,,510302001002 510302001002,否\n510302001006,乙,community,,000000000000,0\n",
			"510302001001 community [510302001002] false; 510302001006 community [] false", ""},
		{"short codes", "510302,甲,county,,510303,\n", "510302000000 county [510303000000] false",
			"repaired code_padded 2 510302 code; repaired code_padded 2 510302000000 predecessors"},
		{"a code that a spreadsheet has ruined", "510302001001,甲,community,,5.10302E+11,\n", "", "refused code_scientific 2 510302001001 predecessors"},
		{"the end of one", "510302001001,甲,community,,,是\n", "510302001001 community [] true", ""},
		{"the end of one, by its code alone", "510302001001,,,,,yes\n", "510302001001  [] true", ""},
		{"the end of one, by a short code", "510302,,county,,,1\n", "510302000000 county [] true", "repaired code_padded 2 510302 code"},
		{"the end of one, by a ruined code", "5.10302E+11,,,,,1\n", "", "refused code_scientific 2 5.10302E+11 code"},
		{"neither yes nor no", "510302001001,甲,community,,,maybe\n", "", "refused flag_invalid 2 ended"},
		{"a living one needs its name", "510302001001,,community,,,no\n", "", "refused value_missing 2 name"},
		{"the end of one twice", "510302001001,,,,,是\n510302001001,甲,community,,,\n", "510302001001  [] true", "refused code_doubled 3 510302001001 code"},
	} {
		units, report := readAreas(t, columns+test.rows, intake.AreaOptions{})
		var got []string
		for _, u := range units {
			got = append(got, fmt.Sprint(u.Code, " ", u.Level, " ", u.Predecessors, " ", u.Ended))
		}
		if strings.Join(got, "; ") != test.units || lines(report.Findings) != test.found {
			t.Errorf("%s: read %q, found %q", test.name, got, lines(report.Findings))
		}
	}
}

func TestShapesSayWhatEndsAndWhatCameOfWhat(t *testing.T) {
	o := forCommunities()
	o.PredecessorsProp, o.EndedProp = "was", "gone"
	two := func(a, b string) string {
		return collection(feature(`{"code":"510302001001",`+a+`}`, polygon(block)), feature(`{"code":"510302001001",`+b+`}`, polygon(strings.ReplaceAll(block, "104.", "105."))))
	}
	for _, test := range []struct {
		name, text, units, found string
		merge                    bool
	}{
		{"text", collection(feature(`{"code":"510302001001","was":"510302001002;510302001003","gone":"否"}`, polygon(block))), "[510302001002 510302001003] false true", "", false},
		{"a list", collection(feature(`{"code":"510302001001","was":["510302001002",510302001003],"gone":null}`, polygon(block))), "[510302001002 510302001003] false true", "", false},
		{"a list of lists", collection(feature(`{"code":"510302001001","was":[["510302001002"]]}`, polygon(block))), "", "refused value_kind 1 510302001001 was", false},
		{"the end of one without ground", collection(feature(`{"code":"510302001001","gone":true}`, `null`)), "[] true false", "", false},
		{"the end of one whose ground is no ground", collection(feature(`{"code":"510302001001","gone":"是"}`, polygon(eight))), "[] true false", "", false},
		{"no ground, and no end", collection(feature(`{"code":"510302001001","gone":false}`, `null`)), "", "refused geometry_missing 1 510302001001 geometry", false},
		{"neither yes nor no", collection(feature(`{"code":"510302001001","gone":"perhaps"}`, polygon(block))), "", "refused flag_invalid 1 510302001001 gone", false},
		{"pieces of which one says", two(`"a":1`, `"was":"510302001002"`), "[510302001002] false true", "noted units_merged 1 510302001001 code", true},
		{"pieces that disagree", two(`"was":"510302001003"`, `"was":"510302001002"`), "[510302001003] false true", "refused merge_conflict 2 510302001001 was", true},
		{"pieces of which one ends", two(`"gone":true`, `"gone":false`), "[] true false", "refused merge_conflict 2 510302001001 gone", true},
		{"pieces that end", two(`"gone":true`, `"gone":1`), "[] true false", "noted units_merged 1 510302001001 code", true},
	} {
		o.MergeByCode = test.merge
		units, report := readTerritory(t, test.text, o)
		got := ""
		for _, u := range units {
			got += fmt.Sprint(u.Predecessors, " ", u.Ended, " ", u.Shape != nil)
		}
		if got != test.units || lines(report.Findings) != test.found {
			t.Errorf("%s: read %q, found %q", test.name, got, lines(report.Findings))
		}
	}
	o = forCommunities() // nobody asked
	units, _ := readTerritory(t, collection(feature(`{"code":"510302001001","was":"1","gone":true,"":true}`, polygon(block))), o)
	if len(units) != 1 || units[0].Ended || units[0].Predecessors != nil {
		t.Errorf("got %+v", units)
	}
}
