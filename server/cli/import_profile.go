package cli

import (
	"io"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/server/app"
)

type importProfile struct{ importSettings }

// Help is shown by import profile --help.
func (importProfile) Help() string {
	return "示例 / Example:\n\n  sizhang import profile profile.yaml --city 110101 --data data --publish --effective 2024-01-01"
}

// Run puts a profile into a draft.
func (c *importProfile) Run(r *run) error {
	return c.begin(r, func(i *importing) error {
		yaml, err := io.ReadAll(io.LimitReader(i.reader(), 2<<20)) // the parser has the exact limit
		if err != nil {
			return err
		}
		var profile *city.Profile
		p, err := i.put(func(draft string) (app.Outcome, error) {
			profile, err = i.app.AddProfile(r.ctx, c.City, draft, yaml, i.source())
			return app.Outcome{Changed: 1}, err
		})
		if err != nil {
			return err
		}
		if p.draft.ID == "" {
			p.Outcome = app.Outcome{Unchanged: 1, Findings: p.Findings}
		}
		return i.printProfile(profile, p)
	})
}

// printProfile prints what the profile is and where it stands.
func (i *importing) printProfile(of *city.Profile, p put) error {
	if i.how.JSON {
		return i.printJSON(struct {
			File         string `json:"file"`
			City         string `json:"city"`
			Levels       int    `json:"levels"`
			Posts        int    `json:"posts"`
			Sponsorships int    `json:"sponsorships"`
		}{i.name, of.Code, len(of.Levels), len(of.Posts), len(of.Sponsorships)}, p)
	}
	if err := i.say("%s：%s（%s）的配置：%d 个层级，%d 个岗位，%d 种包保。", "%s: the profile of %s (%s): %d levels, %d posts, %d kinds of sponsorship.",
		i.name, of.Names.In(i.lang == fault.English), of.Code, len(of.Levels), len(of.Posts), len(of.Sponsorships)); err != nil {
		return err
	}
	if err := i.printFindings(p.Findings); err != nil {
		return err
	}
	if err := i.say("\n%s", "\n%s", i.verdict(p)); err != nil {
		return err
	}
	if p.Refused() {
		return &toldError{}
	}
	return nil
}
