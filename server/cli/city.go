package cli

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"sizhang/server/app"
)

// citySettings are common to every command about one city of a store.
type citySettings struct {
	dataSettings
	City string `help:"城市的 6 位区划代码 / the city's 6-digit division code." required:"" placeholder:"CODE"`
}

var cityCode = regexp.MustCompile(`^[0-9]{6}$`)

// Validate checks the settings before anything starts.
func (s *citySettings) Validate() error {
	if !cityCode.MatchString(s.City) {
		return fmt.Errorf("--city: %q is not a 6-digit division code, such as 110101", s.City)
	}
	return nil
}

// working is a command at work on a city.
type working struct {
	*run
	*citySettings
	app      *app.App
	progress app.Progress
	record   recorder       // nil for commands that only look
	secrets  secretSettings // of the record
}

// begin opens the store, which must be there, and calls work.
func (s *citySettings) begin(r *run, work func(*working) error) (err error) {
	st, err := s.openThere(r.ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	progress, done := bars(r.stderr)
	defer done()
	return work(&working{run: r, citySettings: s, app: app.New(st, app.Options{Log: r.log}), progress: progress})
}

// flags are what a command that follows must be given to mean the same city.
func (s *citySettings) flags() string {
	return joined("--city "+s.City, s.flag())
}

// joined writes the parts of a command line, those that are empty left out.
func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), " ")
}

var plain = regexp.MustCompile(`^[A-Za-z0-9/._:=@%+-]+$`)

// quoted writes an argument so that a shell takes it as one.
func quoted(argument string) string {
	if plain.MatchString(argument) {
		return argument
	}
	return "'" + strings.ReplaceAll(argument, "'", `'\''`) + "'"
}
