package profile

import (
	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"sizhang/domain/access"
	"sizhang/domain/city"
)

// file is the YAML form. What may be left out is a pointer or omitted when
// empty; its default stands at the field.
type file struct {
	// Code may be left out: whoever imports the file says which city it is for.
	Code digits `yaml:"code,omitempty"`
	Name names  `yaml:"name"`
	// CellResolution is city.DefaultCellResolution when left out.
	CellResolution *int `yaml:"cell_resolution,omitempty"`
	// Extent is no limit when left out.
	Extent *extent `yaml:"extent,omitempty"`
	Levels []level `yaml:"levels"`
	Posts  []post  `yaml:"posts,omitempty"`
	// Sponsorships are none when left out.
	Sponsorships []sponsorship `yaml:"sponsorships,omitempty"`
	// Roles are city.DefaultRoles when left out.
	Roles []role `yaml:"roles,omitempty"`
	// Issues are the default rules, as far as the posts go, where left out.
	Issues *issues `yaml:"issues,omitempty"`
}

// digits is text of digits, whether quoted or not: left to YAML, an unquoted
// 010300 would be the octal number 4288.
type digits string

// UnmarshalYAML takes any scalar as it is written.
func (d *digits) UnmarshalYAML(node ast.Node) error {
	if _, scalar := node.(ast.ScalarNode); !scalar {
		return yaml.NodeToValue(node, (*string)(d))
	}
	*d = digits(node.GetToken().Value)
	return nil
}

type names struct {
	ZH string `yaml:"zh"`
	EN string `yaml:"en,omitempty"`
}

type extent struct {
	West  float64 `yaml:"west"`
	South float64 `yaml:"south"`
	East  float64 `yaml:"east"`
	North float64 `yaml:"north"`
}

type level struct {
	ID      string   `yaml:"id"`
	Name    names    `yaml:"name"`
	Parents []string `yaml:"parents,omitempty"`
	Form    string   `yaml:"form"`
	// Resolution is the form's DefaultResolution when left out.
	Resolution *int `yaml:"resolution,omitempty"`
	// Code is any code when left out.
	Code string `yaml:"code,omitempty"`
}

type post struct {
	ID     string   `yaml:"id"`
	Name   names    `yaml:"name"`
	Kind   string   `yaml:"kind"`
	Levels []string `yaml:"levels"`
	// Role is that of the kind when left out.
	Role string `yaml:"role,omitempty"`
}

// sponsorship has no limits, and wants none to be there, where they are left out.
type sponsorship struct {
	ID          string   `yaml:"id"`
	Name        names    `yaml:"name"`
	By          string   `yaml:"by"`
	Levels      []string `yaml:"levels"`
	MaxUnits    int      `yaml:"max_units"`
	MaxSponsors int      `yaml:"max_sponsors"`
	Every       bool     `yaml:"every"`
	// Role is city.SponsorRole when left out.
	Role string `yaml:"role,omitempty"`
}

type role struct {
	ID           string         `yaml:"id"`
	Name         names          `yaml:"name"`
	Reach        string         `yaml:"reach"`
	Rights       []access.Right `yaml:"rights"`
	SecondFactor bool           `yaml:"second_factor,omitempty"`
}

// profile returns what the file says; the faults are of texts in it that cannot be
// read.
func (f *file) profile() (*city.Profile, []error) {
	p := &city.Profile{
		Code:           string(f.Code),
		Names:          city.Names(f.Name),
		CellResolution: or(f.CellResolution, city.DefaultCellResolution),
	}
	if f.Extent != nil {
		p.Extent = city.Extent(*f.Extent)
	}
	for _, l := range f.Levels {
		form := city.Form(l.Form)
		p.Levels = append(p.Levels, city.Level{
			ID: l.ID, Names: city.Names(l.Name), Parents: l.Parents, Form: form,
			Resolution: or(l.Resolution, form.DefaultResolution()), Code: l.Code,
		})
	}
	for _, post := range f.Posts {
		p.Posts = append(p.Posts, city.Post{
			ID: post.ID, Names: city.Names(post.Name), Kind: city.PostKind(post.Kind), Levels: post.Levels, Role: post.Role,
		})
	}
	for _, s := range f.Sponsorships {
		p.Sponsorships = append(p.Sponsorships, city.SponsorKind{
			ID: s.ID, Names: city.Names(s.Name), By: city.SponsorBy(s.By), Levels: s.Levels,
			MaxUnits: s.MaxUnits, MaxSponsors: s.MaxSponsors, Every: s.Every, Role: s.Role,
		})
	}
	for _, r := range f.Roles {
		p.Roles = append(p.Roles, city.Role{Names: city.Names(r.Name), Role: access.Role{
			ID: r.ID, Rights: r.Rights, Reach: access.Reach(r.Reach), SecondFactor: r.SecondFactor,
		}})
	}
	rules, problems := f.Issues.rules(*p.IssueRules())
	p.Issues = &rules
	return p, problems
}

func fileOf(p *city.Profile) *file {
	f := &file{Code: digits(p.Code), Name: names(p.Names), CellResolution: &p.CellResolution}
	if p.Extent != (city.Extent{}) {
		e := extent(p.Extent)
		f.Extent = &e
	}
	for _, l := range p.Levels {
		line := level{ID: l.ID, Name: names(l.Names), Parents: l.Parents, Form: string(l.Form), Code: l.Code}
		if l.Form != city.Unmapped {
			line.Resolution = &l.Resolution
		}
		f.Levels = append(f.Levels, line)
	}
	for _, q := range p.Posts {
		f.Posts = append(f.Posts, post{ID: q.ID, Name: names(q.Names), Kind: string(q.Kind), Levels: q.Levels, Role: q.Role})
	}
	for _, k := range p.Sponsorships {
		f.Sponsorships = append(f.Sponsorships, sponsorship{
			ID: k.ID, Name: names(k.Names), By: string(k.By), Levels: k.Levels,
			MaxUnits: k.MaxUnits, MaxSponsors: k.MaxSponsors, Every: k.Every, Role: k.Role,
		})
	}
	for _, r := range p.Roles {
		f.Roles = append(f.Roles, role{ID: r.ID, Name: names(r.Names), Reach: string(r.Reach), Rights: r.Rights, SecondFactor: r.SecondFactor})
	}
	f.Issues = issuesOf(p.IssueRules())
	return f
}

func or[T any](given *T, otherwise T) T {
	if given == nil {
		return otherwise
	}
	return *given
}
