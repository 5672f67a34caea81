package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"sizhang/domain/fault"
)

var batchSeeds = []string{
	`{"crs":"wgs84","points":[[116.4,39.9],[-0.5e1,1E+2]]}`,
	` { "points" : [ [ 1 , 2 ] , null , "x" , {} , [1] , [1,2,3] , [[1],2] , true , [1e999,-0] ] , "city" : "990101" } `,
	`{"points":[]}`, `{}`, `[]`, ``, `null`, `{"points":[1,]}`, `{"points":[[01,2]]}`, `{"points":[[1.,2]]}`, `{"points":[[+1,2]]}`,
	`{"points":[[1,2]}`, `{"points":[[1,2]]}}`, `{"points":[[1,2]],}`, `{"crs":"w\u0067s84","points":[]}`, `{"crs":null,"points":[]}`,
	`{"points":{}}`, `{"points":[],"at":1}`, `{"a":1`, `{points:[]}`, "{\"points\":[\"\xff\"]}", `{"points":[[1e5,0x1]]}`, `{"":[]}`,
	`{"points":[[NaN,1]]}`, `{"points":[[1 2]]}`, `{"points":[[1,2] [3,4]]}`, `{"points":[-]}`, `{"points":[[-,1]]}`,
}

// What parseBatch says of any bytes is what encoding/json says of them.
func FuzzParseBatch(f *testing.F) {
	for _, seed := range batchSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		request, err := parseBatch(body)
		if err != nil {
			checkRefusal(t, body, err)
			return
		}
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(body, &fields); err != nil {
			t.Fatalf("taken, but not JSON: %v", err)
		}
		var raw []json.RawMessage
		if err := json.Unmarshal(fields["points"], &raw); err != nil || len(raw) != len(request.points) {
			t.Fatalf("%d points, want %d (%v)", len(request.points), len(raw), err)
		}
		for i, text := range raw {
			lng, lat, ok := pairOf(text)
			got := request.points[i]
			if (got.bad == "") != ok {
				t.Fatalf("point %s: %+v", text, got)
			}
			if ok && (got.Lng != lng || got.Lat != lat) {
				t.Fatalf("point %s became %v", text, got.Point)
			}
		}
		for name, want := range map[string]string{"crs": request.crs, "city": request.city} {
			var text string
			if raw, ok := fields[name]; ok && json.Unmarshal(raw, &text) != nil || text != want {
				t.Fatalf("%s is %q, want %q", name, want, text)
			}
		}
	})
}

// checkRefusal wants a reason: bytes that are JSON are refused only for what
// they hold.
func checkRefusal(t *testing.T, body []byte, err error) {
	var fields invalid
	if errors.As(err, &fields) {
		for _, field := range fields {
			if field.Field == "" && field.Code != fault.FieldUnknown {
				t.Fatalf("%v names no field", err)
			}
		}
		return
	}
	switch fault.As(err).Code {
	case fault.BodyMalformed:
		if json.Valid(body) {
			t.Fatalf("valid JSON is refused: %v", err)
		}
	case fault.TooManyPoints:
		if bytes.Count(body, []byte(",")) < maxBatch {
			t.Fatal(err)
		}
	default:
		t.Fatalf("an internal error: %v", err)
	}
}

// pairOf reads a pair of numbers the slow way; one beyond float64 is infinite.
func pairOf(text json.RawMessage) (lng, lat float64, ok bool) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var v any
	if decoder.Decode(&v) != nil {
		return 0, 0, false
	}
	list, isList := v.([]any)
	if !isList || len(list) != 2 {
		return 0, 0, false
	}
	var pair [2]float64
	for i, item := range list {
		number, isNumber := item.(json.Number)
		if !isNumber {
			return 0, 0, false
		}
		value, err := number.Float64()
		if err != nil && !math.IsInf(value, 0) {
			return 0, 0, false
		}
		pair[i] = value
	}
	return pair[0], pair[1], true
}

func TestBatchPlaces(t *testing.T) {
	for body, want := range map[string]string{
		`{"points":[[1,2],[3,4]`:   "byte 22",
		`{"points":[[1,2],[3,x]]}`: "invalid character 'x'",
		`{"points":[[1,2]]} x`:     "text after the end",
	} {
		_, err := parseBatch([]byte(body))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestBatchLimitIsInclusive(t *testing.T) {
	points := "[1,2]" + strings.Repeat(",[1,2]", maxBatch-1)
	if request, err := parseBatch([]byte(`{"points":[` + points + `]}`)); err != nil || len(request.points) != maxBatch {
		t.Errorf("%d points: %v", maxBatch, err)
	}
	if _, err := parseBatch([]byte(`{"points":[` + points + `,null]}`)); err == nil {
		t.Error("one more is taken")
	}
}

// What is no point is stepped over without ado, and what comes after the limit is
// not read: four megabytes of it must not keep a processor for seconds.
func TestBadPointsAreCheap(t *testing.T) {
	for _, bad := range []string{"0", "null", `"x"`, "[]", "{}", `{"lat":1,"lng":[2]}`, `"\\\""`, "[1,2,3]"} {
		full := `{"points":[` + bad + strings.Repeat(","+bad, maxBatch-1) + `]}`
		request, err := parseBatch([]byte(full))
		if err != nil || len(request.points) != maxBatch || request.points[maxBatch-1].bad != fault.PositionNotAPair {
			t.Fatalf("%s: %v", bad, err)
		}
		over := []byte(`{"points":[` + strings.Repeat(bad+" , ", 20*maxBatch) + "and no more")
		for _, body := range [][]byte{[]byte(full), over} {
			if n := testing.AllocsPerRun(1, func() { request, err = parseBatch(body) }); n >= maxBatch { // the race detector empties pools
				t.Errorf("%s: %.0f allocations for %d bytes", bad, n, len(body))
			}
		}
		if f := fault.As(err); f == nil || f.Code != fault.TooManyPoints || strings.Contains(f.Text(fault.English)+f.Text(fault.Chinese), "{") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func FuzzAppendText(f *testing.F) {
	for _, seed := range []string{"", "多福巷", `"`, `\`, "\n", "\x1f", "\x7f", "\xff<&>", "多\"", "\u2028"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var want, got string
		if err := json.Unmarshal(marshal(s), &want); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(appendText(nil, s), &got); err != nil || got != want {
			t.Errorf("%q became %q: %v", s, got, err)
		}
	})
}
