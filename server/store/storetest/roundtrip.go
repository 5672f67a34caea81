package storetest

import (
	"fmt"
	"strings"

	"sizhang/server/store"
)

var roundTrips = []test{
	{"integers of 64 bits", func(s *subject) {
		s.returns(`{"n":[0,1,-1,9007199254740993,-9007199254740993,9223372036854775807,-9223372036854775808]}`)
	}},
	{"cells as integers", func(s *subject) {
		s.returns(`{"cells":[622236750694711295,644754716025856000]}`)
	}},
	{"doubles to the last bit", func(s *subject) {
		s.returns(`{"n":[0.1,116.40739499999999,39.904211000000004,1.7976931348623157e308,5e-324,2.2250738585072014e-308,-1.5]}`)
	}},
	{"whole doubles as doubles", func(s *subject) {
		s.returns(`{"n":[1.0,100.0,1e2,-3.0,0.0,1e300]}`)
	}},
	{"texts in every script", func(s *subject) {
		s.returns(`{"t":["四长责任制","街 网格 楼栋","😀🚲","é","e\u0301","\u200b\ufeff","עברית","ไทย",""]}`)
	}},
	{"texts that need escapes", func(s *subject) {
		s.returns(`{"t":["\"","\\","\/","\b\f\n\r\t","\u0001\u001f\u007f","\u2028\u2029","<>&","\\u0041"]}`)
	}},
	{"NUL within a text", func(s *subject) {
		s.returns(`{"t":"a\u0000b"}`)
	}},
	{"null, booleans and nothing", func(s *subject) {
		s.returns(`{"a":null,"b":true,"c":false,"d":[],"e":{},"f":[[],{},[{}]]}`)
		s.returns(`{}`)
	}},
	{"instants as texts", func(s *subject) {
		s.returns(`{"t":["1970-01-01T00:00:00.000Z","2024-02-29T23:59:59.999Z","9999-12-31T23:59:59.999Z"]}`)
	}},
	{"texts that look like something else", func(s *subject) {
		s.returns(`{"t":["1","1.0","true","null","{}","2024-01-01","0x10","NaN","Infinity","-0","$oid"]}`)
	}},
	{"members in their order", func(s *subject) {
		s.returns(`{"z":1,"a":2,"中":3,"m":{"b":1,"a":2}}`)
	}},
	{"members with odd names", func(s *subject) {
		s.returns(`{"id":"x","_id":"y","version":9,"gone":true,"city":"z","body":{},"stamp":1,"a b":1,"网格":2,"a$":3,"\"":4}`)
	}},
	{"members of indexed names, deeper down", func(s *subject) {
		s.returns(`{"x":{"kind":"a","code":1,"done":[true]}}`)
	}},
	{"loose spacing", func(s *subject) {
		s.returns(" {\n\t\"a\" : [ 1 , 2 ] ,\r\n \"b\" : { } } ")
	}},
	{"a shape of 20,000 positions", func(s *subject) {
		var b strings.Builder
		for i := range 20000 {
			fmt.Fprintf(&b, ",[%.7f,%.7f]", 116+float64(i)/1e5, 39.9+float64(i)/1e6)
		}
		s.returns(`{"shape":[` + b.String()[1:] + `]}`)
	}},
	{"a thousand members", func(s *subject) {
		var b strings.Builder
		for i := range 1000 {
			fmt.Fprintf(&b, `,"m%d":%d`, i, i)
		}
		s.returns(`{` + b.String()[1:] + `}`)
	}},
}

// returns fails the case unless a body comes back by Get, by Query and after a
// Replace as the value it was.
func (s *subject) returns(body string) {
	s.Helper()
	s.returned++
	d := unit(fmt.Sprint(s.returned), body)
	s.put(d)
	s.stands(d, 1)
	s.swap(d, 1, `{"short":true}`)
	d = s.swap(d, 2, body)
	s.stands(d, 3)
	all := s.walk(store.Query{Collection: "units", City: beijing})
	if last := all[len(all)-1]; differ(last, d) != "" {
		s.Error("by query:", differ(last, d))
	}
}
