package api

import "testing"

func TestNegotiate(t *testing.T) {
	for header, want := range map[string]string{
		"":                                       "application/json",
		"*/*":                                    "application/json",
		"application/json":                       "application/json",
		"APPLICATION/JSON":                       "application/json",
		"application/*":                          "application/json",
		"application/geo+json":                   "application/geo+json",
		"application/geo+json, application/json": "application/json",
		"application/json;q=0.5, application/geo+json":        "application/geo+json",
		"application/geo+json;charset=utf-8;q=0.9, */*;q=0.1": "application/geo+json",
		"application/json;q=0, */*":                           "application/geo+json",
		"text/html,application/xhtml+xml,*/*;q=0.8":           "application/json",
		"text/html":               "",
		"application/json;q=0":    "",
		"application/json;q=oops": "",
		"application/json;q=2":    "",
		",,":                      "",
	} {
		if got := negotiate(header, jsonType, geoJSONType); got != want {
			t.Errorf("%q gets %q, want %q", header, got, want)
		}
	}
}
