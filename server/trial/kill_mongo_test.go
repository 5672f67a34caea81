package main

import "testing"

func TestInDatabase(t *testing.T) {
	for uri, want := range map[string]string{
		"mongodb://h":                               "mongodb://h/x",
		"mongodb://u:p@a:1,b:2/old?replicaSet=r":    "mongodb://u:p@a:1,b:2/x?replicaSet=r",
		"mongodb://h:1/?w=majority":                 "mongodb://h:1/x?w=majority",
		"mongodb+srv://cluster.example.com/sizhang": "mongodb+srv://cluster.example.com/x",
	} {
		if got := inDatabase(uri, "x"); got != want {
			t.Errorf("%s: %s, want %s", uri, got, want)
		}
	}
}
