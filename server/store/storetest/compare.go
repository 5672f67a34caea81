package storetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"sizhang/server/store"
)

// differ says how two documents differ, nothing where they do not.
func differ(got, want store.Document) string {
	body := sameJSON(got.Body, want.Body)
	got.Body, want.Body = nil, nil
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		return fmt.Sprintf("got %s, want %s", g, w)
	}
	return body
}

// sameJSON says how two texts of JSON differ in value or in the order of their
// members. An integer and a double are never the same.
func sameJSON(got, want []byte) string {
	if bytes.Equal(got, want) && json.Valid(want) {
		return ""
	}
	g, w := json.NewDecoder(bytes.NewReader(got)), json.NewDecoder(bytes.NewReader(want))
	g.UseNumber()
	w.UseNumber()
	for {
		a, errA := g.Token()
		b, errB := w.Token()
		if errA == io.EOF && errB == io.EOF {
			return ""
		}
		if errA != nil || errB != nil || !sameToken(a, b) {
			return fmt.Sprintf("got the body %.200s, want %.200s; the first difference is %v for %v", got, want, a, b)
		}
	}
}

func sameToken(a, b json.Token) bool {
	x, isNumber := a.(json.Number)
	y, both := b.(json.Number)
	if !isNumber || !both {
		return a == b
	}
	if isDouble(x) != isDouble(y) {
		return false
	}
	if isDouble(x) {
		f, errF := x.Float64()
		g, errG := y.Float64()
		return errF == nil && errG == nil && f == g
	}
	n, errN := strconv.ParseInt(string(x), 10, 64)
	m, errM := strconv.ParseInt(string(y), 10, 64)
	return errN == nil && errM == nil && n == m
}

func isDouble(n json.Number) bool { return strings.ContainsAny(string(n), ".eE") }
