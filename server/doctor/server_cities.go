package doctor

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// lookAgain is how often the cities of a server are compared while they differ.
const lookAgain = 500 * time.Millisecond

// sameCities compares the cities that the server serves with those of the store,
// and gives it time to build what was just published.
func (v *visit) sameCities(ctx context.Context) {
	if v.cities == nil {
		return
	}
	for deadline := time.Now().Add(v.Patience); ; {
		there, err := v.served(ctx)
		if err != nil {
			v.add("server_broke_off", "server", v.Server, "detail", err.Error())
			return
		}
		different := v.different(there)
		if len(different) == 0 {
			v.add("server_cities", "server", v.Server, "count", strconv.Itoa(len(there)))
			return
		}
		if time.Now().After(deadline) {
			v.add("server_cities_other", "server", v.Server, "cities", strings.Join(different, "; "))
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(lookAgain):
		}
	}
}

// served returns the cities of the server with the numbers of the versions in force.
func (v *visit) served(ctx context.Context) (map[string]int, error) {
	var body struct {
		Cities []struct {
			Code    string `json:"code"`
			Version *struct {
				Number int `json:"number"`
			} `json:"version"`
		} `json:"cities"`
	}
	answer, err := v.get(ctx, "/api/v1/cities", &body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = errors.New(answer.Status)
	}
	if err != nil {
		return nil, err
	}
	cities := map[string]int{}
	for _, c := range body.Cities {
		cities[c.Code] = 0
		if c.Version != nil {
			cities[c.Code] = c.Version.Number
		}
	}
	return cities, nil
}

// different says in which cities server and store are not the same. What cannot
// be built is left out: of that a server goes on with the last state that could.
func (v *visit) different(there map[string]int) []string {
	var words []string
	for _, code := range slices.Sorted(maps.Keys(v.cities)) {
		here := v.cities[code]
		version, known := there[code]
		switch {
		case here.broken:
		case !known:
			words = append(words, fmt.Sprintf("%s: – ≠ %d", code, here.version))
		case version != here.version:
			words = append(words, fmt.Sprintf("%s: %d ≠ %d", code, version, here.version))
		}
	}
	for _, code := range slices.Sorted(maps.Keys(there)) {
		if _, known := v.cities[code]; !known {
			words = append(words, fmt.Sprintf("%s: %d ≠ –", code, there[code]))
		}
	}
	return words
}
