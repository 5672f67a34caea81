// Package profile reads and writes a city's profile as a YAML file, the form in
// which people edit it. What a profile means stands in domain/city.
package profile

import (
	_ "embed"

	"sizhang/domain/city"
)

// Chinese is the profile that a Chinese city starts from, as the file that is
// shipped, comments and all.
//
//go:embed chinese.yaml
var Chinese []byte

// Default returns the shipped Chinese profile for the city of the code and the
// name. It panics only if the shipped file is broken, which a test rules out.
func Default(code string, names city.Names) *city.Profile {
	p, err := Parse(Chinese, code)
	if err != nil {
		panic(err)
	}
	p.Names = names
	return p
}
