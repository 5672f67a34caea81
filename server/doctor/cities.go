package doctor

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"sizhang/server/app"
	"sizhang/server/store"
)

// oldDraft is how long a draft may lie before somebody is reminded of it: whoever
// still works on it has touched it within a month.
const oldDraft = 30 * 24 * time.Hour

// theCities builds every city as a server does at its start, and looks at its
// versions and drafts.
func (e *examination) theCities(ctx context.Context) error {
	a := app.New(e.store, app.Options{Now: e.Now, Log: slog.New(slog.DiscardHandler)})
	if err := a.Load(ctx, e.Progress); err != nil {
		return err
	}
	e.cities = map[string]served{}
	for _, c := range a.Cities() {
		version, _ := c.At(e.Now()).Version()
		e.cities[c.Profile().Code] = served{version: version.Number}
	}
	broken := a.Broken()
	for _, code := range slices.Sorted(maps.Keys(broken)) {
		e.cities[code] = served{broken: true}
		e.add("city_broken", "city", code, "detail", broken[code].Error())
	}
	switch {
	case len(e.cities) == 0:
		e.add("no_cities", "flags", spaced(e.Flags))
	case len(a.Cities()) > 0:
		e.add("cities", "count", strconv.Itoa(len(a.Cities())), "cities", someOf(a.Cities()))
	}
	codes, err := e.codes(ctx)
	if err != nil {
		return err
	}
	for _, code := range codes {
		if e.cities[code].broken {
			continue // it is told already, and its papers may be what is broken
		}
		if err := e.papers(ctx, a, code); err != nil {
			return err
		}
	}
	return nil
}

// codes returns the codes of all cities that have a document, those with nothing
// but drafts too.
func (e *examination) codes(ctx context.Context) ([]string, error) {
	var codes []string
	for d, err := range store.All(ctx, e.store, store.Query{Collection: store.Cities, City: store.Installation}) {
		if err != nil {
			return nil, err
		}
		codes = append(codes, d.ID)
	}
	return codes, nil
}

// papers looks at a city's versions and drafts.
func (e *examination) papers(ctx context.Context, a *app.App, code string) error {
	versions, err := a.Versions(ctx, code)
	if err != nil {
		return fmt.Errorf("city %s: %w", code, err)
	}
	now := e.Now()
	for _, v := range versions {
		e.last.see(v.Published, store.Cities+"/"+code)
		if v.Effective.After(now) {
			e.add("version_scheduled", "city", code, "version", strconv.Itoa(v.Number), "at", instantText(v.Effective), "flags", spaced(e.Flags))
		}
	}
	drafts, err := a.Drafts(ctx, code)
	if err != nil {
		return fmt.Errorf("city %s: %w", code, err)
	}
	for _, d := range drafts {
		e.last.see(d.Changed, store.Drafts+"/"+code+"/"+d.ID)
		e.last.see(d.Published, store.Drafts+"/"+code+"/"+d.ID)
		if age := now.Sub(d.Changed); d.State == app.OpenDraft && age > oldDraft {
			e.add("draft_old", "city", code, "draft", d.ID, "note", noted(d.Note), "days", strconv.Itoa(int(age.Hours()/24)), "flags", spaced(e.Flags))
		}
	}
	return nil
}

// noted writes a draft's note as part of a sentence; nothing where there is none.
func noted(note string) string {
	if note == "" {
		return ""
	}
	return " “" + note + "”"
}

func spaced(flags string) string {
	if flags == "" {
		return ""
	}
	return " " + flags
}

// named is how many cities are named in a line; an installation may have hundreds.
const named = 6

func someOf(cities []*app.City) string {
	var words []string
	for _, c := range cities[:min(len(cities), named)] {
		words = append(words, c.Profile().Code+" "+c.Profile().Names.In(false))
	}
	if len(cities) > named {
		words = append(words, "…")
	}
	return strings.Join(words, ", ")
}
