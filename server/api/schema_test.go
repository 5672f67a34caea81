package api

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// wireContract is the contract as a client reads it: this checks answers with
// none of the code that made them.
type wireContract struct {
	OpenAPI    string `json:"openapi"`
	Paths      map[string]map[string]wireOperation
	Components struct{ Schemas map[string]wireSchema }
}

type wireOperation struct {
	OperationID string `json:"operationId"`
	Summary     string
	Description string
	Tags        []string
	Security    []map[string][]string
	Parameters  []wireParameter
	RequestBody *struct{ Content map[string]wireContent } `json:"requestBody"`
	Responses   map[string]struct {
		Description string
		Content     map[string]wireContent
	}
}

type wireParameter struct {
	Name, In string
	Required bool
	Schema   wireSchema
	Example  any
}

type wireContent struct {
	Schema  wireSchema
	Example any
}

type wireSchema map[string]any

// contracts are those that were read, by the version that they are of: all else about
// them stands in the program, and to write one takes longer than most tests.
var contracts sync.Map

// readContract returns the contract of a server, which nobody may change.
func readContract(t testing.TB, s *Server) wireContract {
	t.Helper()
	if known, ok := contracts.Load(s.options.Version); ok {
		return known.(wireContract)
	}
	var c wireContract
	if err := json.Unmarshal(ask(s, "GET", "/openapi.json", nil, "").Body.Bytes(), &c); err != nil {
		t.Fatal(err)
	}
	contracts.Store(s.options.Version, c)
	return c
}

// check returns what of v the schema does not allow.
func (c wireContract) check(schema wireSchema, v any, at string) []string {
	var wrong []string
	fail := func(format string, args ...any) {
		wrong = append(wrong, at+": "+fmt.Sprintf(format, args...))
	}
	if ref, ok := schema["$ref"].(string); ok {
		name, local := strings.CutPrefix(ref, "#/components/schemas/")
		target, found := c.Components.Schemas[name]
		if !local || !found {
			fail("reference %s leads nowhere", ref)
			return wrong
		}
		return c.check(target, v, at)
	}
	for _, keyword := range []string{"anyOf", "oneOf"} {
		if options, ok := schema[keyword].([]any); ok {
			fits := 0
			for _, option := range options {
				if len(c.check(option.(map[string]any), v, at)) == 0 {
					fits++
				}
			}
			if fits == 0 || keyword == "oneOf" && fits > 1 {
				fail("fits %d of %s", fits, keyword)
			}
		}
	}
	if !hasType(schema["type"], v) {
		fail("%T is no %v", v, schema["type"])
		return wrong
	}
	if enum, ok := schema["enum"].([]any); ok && !slices.Contains(enum, v) {
		fail("%v is none of %v", v, enum)
	}
	switch v := v.(type) {
	case map[string]any:
		wrong = append(wrong, c.checkObject(schema, v, at)...)
	case []any:
		if most, ok := schema["maxItems"].(float64); ok && float64(len(v)) > most {
			fail("%d items", len(v))
		}
		if least, ok := schema["minItems"].(float64); ok && float64(len(v)) < least {
			fail("%d items", len(v))
		}
		if items, ok := schema["items"].(map[string]any); ok {
			for i, item := range v {
				wrong = append(wrong, c.check(items, item, fmt.Sprintf("%s.%d", at, i))...)
			}
		}
	case float64:
		low, hasLow := schema["minimum"].(float64)
		high, hasHigh := schema["maximum"].(float64)
		above, hasAbove := schema["exclusiveMinimum"].(float64)
		if hasLow && v < low || hasHigh && v > high || hasAbove && v <= above {
			fail("%v is out of range", v)
		}
	case string:
		if pattern, ok := schema["pattern"].(string); ok && !regexp.MustCompile(pattern).MatchString(v) {
			fail("%q does not match %s", v, pattern)
		}
		if schema["format"] == "date" {
			if _, err := time.Parse(time.DateOnly, v); err != nil {
				fail("%q is no date", v)
			}
		}
	}
	return wrong
}

func (c wireContract) checkObject(schema wireSchema, v map[string]any, at string) []string {
	var wrong []string
	if required, ok := schema["required"].([]any); ok {
		for _, name := range required {
			if _, there := v[name.(string)]; !there {
				wrong = append(wrong, fmt.Sprintf("%s: %s is missing", at, name))
			}
		}
	}
	properties, _ := schema["properties"].(map[string]any)
	for name, value := range v {
		if property, ok := properties[name].(map[string]any); ok {
			wrong = append(wrong, c.check(property, value, at+"."+name)...)
		} else if schema["additionalProperties"] == false {
			wrong = append(wrong, fmt.Sprintf("%s: %s is not in the contract", at, name))
		}
	}
	return wrong
}

func hasType(want, v any) bool {
	if want == nil {
		return true
	}
	if several, ok := want.([]any); ok {
		return slices.ContainsFunc(several, func(one any) bool { return hasType(one, v) })
	}
	switch v := v.(type) {
	case nil:
		return want == "null"
	case bool:
		return want == "boolean"
	case string:
		return want == "string"
	case float64:
		return want == "number" || want == "integer" && v == math.Trunc(v)
	case []any:
		return want == "array"
	case map[string]any:
		return want == "object"
	}
	return false
}

func TestTheCheckerChecks(t *testing.T) {
	c := wireContract{}
	schema := wireSchema{
		"type": "object", "additionalProperties": false, "required": []any{"a"},
		"properties": map[string]any{
			"a": map[string]any{"type": "array", "items": map[string]any{"type": "integer", "maximum": 3.0}},
			"b": map[string]any{"anyOf": []any{map[string]any{"type": "null"}, map[string]any{"type": "string", "format": "date"}}},
		},
	}
	for text, faults := range map[string]int{
		`{"a":[1,2]}`: 0, `{"a":[],"b":null}`: 0, `{"a":[],"b":"2024-02-29"}`: 0,
		`{}`: 1, `{"a":[1.5]}`: 1, `{"a":[4]}`: 1, `{"a":null}`: 1, `{"a":[],"c":1}`: 1, `{"a":[],"b":"soon"}`: 1, `[]`: 1,
	} {
		var v any
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		if wrong := c.check(schema, v, "$"); len(wrong) != faults {
			t.Errorf("%s: %v", text, wrong)
		}
	}
}
