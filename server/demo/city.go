// Package demo makes the demonstration city: Dongcheng 东城区, Beijing, where
// grid management began in 2004.
//
// Real are the 17 subdistricts with their polygons and the names and codes of
// the city, the county, the subdistricts and the communities (see
// dongcheng/README.md). Everything else is generated, the same on every run,
// and says so: the borders of communities and all below them, districts,
// streets, buildings, people and their appointments, departments and sponsors.
package demo

import (
	"context"
	"fmt"
	"slices"

	"sizhang/domain/city"
	"sizhang/domain/territory"
	"sizhang/server/profile"
)

// Code is the 6-digit division code of the demonstration city.
const Code = "110101"

// The stages that City reports.
const (
	Borders   = "borders"
	Buildings = "buildings"
	People    = "people"
)

// City returns the units and the seats of the demonstration city, for the levels
// and posts of Profile: units with parents before children, seats in the order
// of their units.
//
// progress, where it is not nil, hears from the caller's goroutine how far each
// stage has come. A cancelled context ends the work with its error.
func City(ctx context.Context, progress func(stage string, done, total int)) ([]territory.Unit, []territory.Seat, error) {
	if progress == nil {
		progress = func(string, int, int) {}
	}
	units, err := layOut(ctx, progress)
	if err != nil {
		return nil, nil, fmt.Errorf("demonstration city: %w", err)
	}
	seats := seatsAt(units)
	progress(People, len(seats), len(seats))
	return units, seats, nil
}

// layOut makes the units.
func layOut(ctx context.Context, progress func(stage string, done, total int)) ([]territory.Unit, error) {
	stage := func(name string) func(done, total int) {
		return func(done, total int) { progress(name, done, total) }
	}
	x, err := readExtract()
	if err != nil {
		return nil, err
	}
	g, err := divideCity(ctx, &x, stage(Borders))
	if err != nil {
		return nil, err
	}
	g.openAvenues(&x)
	streets := g.streets(x.county.code)
	buildings, err := g.build(ctx, streets, stage(Buildings))
	if err != nil {
		return nil, err
	}
	return slices.Concat(x.units(), g.units(), streetUnits(streets), buildingUnits(buildings)), nil
}

// Profile returns the default profile as the demonstration city has it.
func Profile() *city.Profile {
	p := profile.Default(Code, city.Names{ZH: "北京市东城区", EN: "Dongcheng, Beijing"})
	p.Extent = city.Extent{West: 116.36, South: 39.85, East: 116.45, North: 39.98}
	p.Sponsorships = append(p.Sponsorships, leaderCommunity)
	return p
}

// Attribution names the sources of what is real in the demonstration city.
const Attribution = "边界 borders: bj-subdistricts (MIT) · 代码 codes: 国家统计局 NBS 2023, china-division (MIT) · 其余为生成 all else is generated"
