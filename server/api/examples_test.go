package api

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"sizhang/geo/geotest"
	"sizhang/server/app"
)

// What the docs page fills in gives an answer from the demonstration city.
func TestExamplesWorkOnTheDemonstration(t *testing.T) {
	geotest.Reckons(t)
	s := New(&fixedApp{cities: []*app.City{demoCity(t)}}, Options{Log: quietLog()})
	contract := readContract(t, s)
	for path, methods := range contract.Paths {
		for method, op := range methods {
			if op.Security != nil || slices.Contains(op.Tags, tagState) || slices.Contains(op.Tags, tagSignIn) || slices.Contains(op.Tags, tagReports) { // they need a store
				continue
			}
			query := url.Values{}
			target := path
			for _, p := range op.Parameters {
				if p.In == "path" {
					target = strings.Replace(target, "{"+p.Name+"}", fmt.Sprint(p.Example), 1)
				} else if p.Required {
					query.Set(p.Name, fmt.Sprint(p.Example))
				}
			}
			body := ""
			if op.RequestBody != nil {
				text, err := json.Marshal(op.RequestBody.Content[jsonType].Example)
				if err != nil {
					t.Fatal(err)
				}
				body = string(text)
			}
			answer := ask(s, strings.ToUpper(method), target+"?"+query.Encode(), nil, body)
			if answer.Code != 200 {
				t.Errorf("%s %s answers %d %.200s", method, target, answer.Code, answer.Body)
				continue
			}
			checkAnswer(t, contract, op, answer)
			if strings.HasPrefix(path, "/api/v1/duty") && strings.Contains(answer.Body.String(), `"units":[]`) {
				t.Errorf("%s: the example lies nowhere", path)
			}
		}
	}
}
