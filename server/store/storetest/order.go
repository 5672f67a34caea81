package storetest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"

	"sizhang/server/store"
)

// texts in bytewise order. Traps: capitals before small letters, a prefix before
// what it begins, digits as text, decomposed before composed, Chinese by code
// point and not by sound or stroke, and U+1F600 behind U+FF21, which UTF-16 would
// turn round.
var texts = []string{
	"\t", " ", "!", "01", "1", "10", "2", "A", "Z", "_", "a", "a ", "aa", "ab", "b", "e\u0301", "z", "~",
	"\u00e9", "\u200b", "一", "七", "三", "东", "东华门", "东华门街道", "中", "北", "网格", "西", "\ufeff", "Ａ", "ａ", "😀", "🚲",
}

func quoted(text string) string {
	raw, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// shuffled returns the numbers below n in an order that is always the same.
func shuffled(n int) []int { return rand.New(rand.NewPCG(1, 2)).Perm(n) }

var ordering = []test{
	{"has the list of texts in order", func(s *subject) {
		if !slices.IsSorted(texts) {
			s.Error("the case itself is wrong")
		}
	}},
	{"orders ids bytewise", func(s *subject) {
		for _, i := range shuffled(len(texts)) {
			s.put(note(texts[i], `{}`))
		}
		s.finds(store.Query{Collection: "notes"}, texts...)
	}},
	{"orders texts bytewise", func(s *subject) {
		for _, i := range shuffled(len(texts)) {
			s.put(unit(texts[i], `{"kind":`+quoted(texts[i])+`}`))
		}
		s.finds(byKind(), texts...)
	}},
	{"orders the texts of a unique index bytewise", func(s *subject) {
		for _, i := range shuffled(len(texts)) {
			s.put(unit(texts[i], `{"code":`+quoted(texts[i])+`}`))
		}
		s.finds(byCode, texts...)
	}},
	{"orders integers by value", func(s *subject) {
		numbers := []string{"-9223372036854775808", "-10", "-9", "-1", "0", "1", "9", "10", "99", "100",
			"9007199254740992", "9007199254740993", "9223372036854775807"}
		for _, i := range shuffled(len(numbers)) {
			s.put(unit(numbers[i], `{"kind":`+numbers[i]+`}`))
		}
		s.finds(byKind(), numbers...)
	}},
	{"puts integers before texts before booleans", func(s *subject) {
		values := []string{"-1", "2", `""`, `"1"`, `"a"`, `"true"`, `"🚲"`, "false", "true"}
		for _, i := range shuffled(len(values)) {
			s.put(unit(values[i], `{"kind":`+values[i]+`}`))
		}
		s.finds(byKind(), values...)
	}},
	{"orders equal values by id", func(s *subject) {
		ids := many("u", 40)
		for _, i := range shuffled(len(ids)) {
			s.put(unit(ids[i], `{"kind":"grid","rank":1,"done":true}`))
		}
		s.finds(byKind("grid"), ids...)
		s.finds(byPlace("grid", 1), ids...)
		s.finds(byPlace(), ids...)
	}},
	{"orders by each field in turn", func(s *subject) {
		var want []string
		for _, kind := range []string{"a", "b"} {
			for _, rank := range []int{-1, 3, 20} {
				for _, done := range []bool{false, true} {
					want = append(want, fmt.Sprintf("%s %d %v", kind, rank, done))
				}
			}
		}
		for _, i := range shuffled(len(want)) {
			var kind, rank, done string
			fmt.Sscan(want[i], &kind, &rank, &done)
			s.put(unit(want[i], fmt.Sprintf(`{"done":%s,"rank":%s,"kind":%q}`, done, rank, kind)))
		}
		s.finds(byPlace(), want...)
	}},
	{"orders instants as texts", func(s *subject) {
		instants := []string{"1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00.000Z", "2024-02-29T08:00:00.000Z",
			"2024-02-29T08:00:00.001Z", "2100-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"}
		for _, i := range shuffled(len(instants)) {
			s.put(report(instants[i], `{"due":"`+instants[i]+`"}`))
		}
		s.finds(store.Query{Collection: "reports", Index: "due"}, instants...)
	}},
}
