package api

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"sizhang/geo/geotest"
)

// beside are the routes that are no part of the contract: its own text, the page
// that shows it, and the metrics, which have a format of their own.
var beside = []string{
	"GET /openapi.json", "GET /openapi.yaml", "GET /metrics",
	"GET /docs", "GET /docs/", "GET /docs/page.css", "GET /docs/page.js",
	"GET /docs/swagger-ui.css", "GET /docs/swagger-ui-bundle.js", "GET /docs/favicon-32x32.png",
}

func TestRoutesAreTheContract(t *testing.T) {
	geotest.Reckons(t)
	s := fixtureServer(t)
	engine, _ := s.build()
	var served, documented []string
	for _, r := range engine.Routes() {
		if name := r.Method + " " + r.Path; !slices.Contains(beside, name) {
			served = append(served, name)
		}
	}
	contract := readContract(t, s)
	for path, methods := range contract.Paths {
		for method := range methods {
			path := strings.ReplaceAll(strings.ReplaceAll(path, "{", ":"), "}", "")
			documented = append(documented, strings.ToUpper(method)+" "+path)
		}
	}
	slices.Sort(served)
	slices.Sort(documented)
	if !slices.Equal(served, documented) {
		t.Errorf("served:\n%s\ndocumented:\n%s", strings.Join(served, "\n"), strings.Join(documented, "\n"))
	}
	if len(served) != len(s.routes()) {
		t.Errorf("%d routes are served, the table has %d", len(served), len(s.routes()))
	}
	if !strings.HasPrefix(contract.OpenAPI, "3.1.") {
		t.Errorf("OpenAPI %q", contract.OpenAPI)
	}
}

// Every operation is described in both languages, and everything that it may be
// sent has an example or a default.
func TestOperationsAreDescribed(t *testing.T) {
	geotest.Reckons(t)
	s := fixtureServer(t)
	ids := map[string]bool{}
	for path, methods := range readContract(t, s).Paths {
		for _, op := range methods {
			if op.OperationID == "" || ids[op.OperationID] {
				t.Errorf("%s: operationId %q", path, op.OperationID)
			}
			ids[op.OperationID] = true
			if zh, en, ok := strings.Cut(op.Summary, " · "); !ok || !chinese(zh) || en == "" || len(op.Tags) == 0 {
				t.Errorf("%s: summary %q, tags %v", path, op.Summary, op.Tags)
			}
			if zh, en, ok := strings.Cut(op.Description, "\n\n"); !ok || !chinese(zh) || chinese(en) {
				t.Errorf("%s: description %q", path, op.Description)
			}
			for status, r := range op.Responses {
				if !chinese(r.Description) && status != "200" {
					t.Errorf("%s: response %s is described as %q", path, status, r.Description)
				}
			}
			for _, p := range op.Parameters {
				_, example := p.Schema["examples"]
				if _, preset := p.Schema["default"]; !example && !preset && p.Example == nil && p.Schema["type"] == "string" && p.Name != "after" {
					t.Errorf("%s: parameter %s has no example", path, p.Name)
				}
			}
			if op.RequestBody != nil {
				for media, content := range op.RequestBody.Content {
					if content.Example == nil && content.Schema["format"] != "binary" {
						t.Errorf("%s: the body has no example as %s", path, media)
					}
				}
			}
		}
	}
}

func chinese(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// What the contract forbids of a query parameter is refused, and at that
// parameter: limits are checked in more than one place, so this keeps the
// documented ones true.
func TestForbiddenParametersAreRefused(t *testing.T) {
	geotest.Reckons(t)
	s := fixtureServer(t)
	tried := 0
	for path, methods := range readContract(t, s).Paths {
		op, ok := methods["get"]
		if !ok {
			continue
		}
		path = strings.NewReplacer("{code}", southCode, "{cell}", "8c31aa4282025ff", "{city}", cityOne, "{noun}", "units").Replace(path)
		base := url.Values{}
		for _, p := range op.Parameters {
			if p.In == "query" && p.Required {
				base.Set(p.Name, fmt.Sprint(p.Example))
			}
		}
		for _, p := range op.Parameters {
			if p.In != "query" {
				continue
			}
			for _, bad := range forbidden(p) {
				query := url.Values{}
				for name := range base {
					query.Set(name, base.Get(name))
				}
				query.Set(p.Name, bad)
				e := exchange{ask: path + "?" + query.Encode(), field: p.Name}
				answer := ask(s, "GET", e.ask, adminHeader, "")
				field := pick(decode(t, answer), "errors.0.field")
				if answer.Code != 422 || field != p.Name {
					t.Errorf("%s answers %d at %v", e.ask, answer.Code, field)
				}
				tried++
			}
			if missing := cloneWithout(base, p.Name); p.Required {
				if answer := ask(s, "GET", path+"?"+missing.Encode(), adminHeader, ""); answer.Code != 422 {
					t.Errorf("%s without %s answers %d", path, p.Name, answer.Code)
				}
			}
		}
	}
	if tried < 20 {
		t.Errorf("only %d forbidden values were tried", tried)
	}
}

func cloneWithout(query url.Values, name string) url.Values {
	clone := url.Values{}
	for key, values := range query {
		if key != name {
			clone[key] = values
		}
	}
	return clone
}

// forbidden makes values that a parameter's schema does not allow.
func forbidden(p wireParameter) []string {
	var bad []string
	if high, ok := p.Schema["maximum"].(float64); ok {
		bad = append(bad, fmt.Sprint(high+1))
	}
	if low, ok := p.Schema["minimum"].(float64); ok {
		bad = append(bad, fmt.Sprint(low-1))
	}
	if _, ok := p.Schema["enum"]; ok {
		bad = append(bad, "none-of-these")
	}
	if kind := p.Schema["type"]; kind != "string" {
		bad = append(bad, "text")
	}
	return bad
}
