package profile_test

import (
	"slices"
	"testing"

	"sizhang/domain/city"
	"sizhang/domain/issue"
)

// What a profile calls the sources is what issues do.
func TestTheSourcesAreThoseOfIssues(t *testing.T) {
	var sources []string
	for _, s := range issue.Sources {
		sources = append(sources, string(s))
	}
	if !slices.Equal(sources, city.Sources) {
		t.Errorf("sources %q, of issues %q", city.Sources, sources)
	}
}
