package cli

import (
	"sizhang/server/app"
	"sizhang/server/intake"
)

type importPeople struct{ tableSettings }

// Help is shown by import people --help.
func (importPeople) Help() string {
	return "列 / Columns: person 人员编号, name 姓名, phone 电话, body 机构\n" +
		"留空为不改；电话、机构写一个 - 为清除 / Empty cells change nothing; a single - clears a phone or body.\n\n" +
		"示例 / Example:\n\n  sizhang import people people.csv --city 110101 --data data --draft last"
}

// Run imports the register of people.
func (c *importPeople) Run(r *run) error {
	return c.begin(r, func(i *importing) error {
		ground, err := i.app.SponsorGround(r.ctx, c.City, i.draft)
		if err != nil {
			return err
		}
		people, report, err := intake.ReadPeople(r.ctx, i.reader(), intake.PeopleOptions{Options: i.options, Bodies: ground.Bodies})
		return i.take(report, err, func(draft string) (app.Outcome, error) {
			return i.app.AddPeople(r.ctx, c.City, draft, people, i.source(), i.progress)
		})
	})
}

type importBodies struct{ tableSettings }

// Help is shown by import bodies --help.
func (importBodies) Help() string {
	return "列 / Columns: code 编码, name 名称, name_en 英文名, parent 上级, kind 类型\n" +
		"留空为不改；上级写一个 - 为清除 / Empty cells change nothing; a single - clears a parent.\n\n" +
		"示例 / Example:\n\n  sizhang import bodies bodies.csv --city 110101 --data data --draft last"
}

// Run imports a table of bodies.
func (c *importBodies) Run(r *run) error {
	return c.begin(r, func(i *importing) error {
		bodies, report, err := intake.ReadBodies(r.ctx, i.reader(), i.options)
		return i.take(report, err, func(draft string) (app.Outcome, error) {
			return i.app.AddBodies(r.ctx, c.City, draft, bodies, i.source(), i.progress)
		})
	})
}

type importCharges struct{ tableSettings }

// Help is shown by import charges --help.
func (importCharges) Help() string {
	return "列 / Columns: category 类别, body 机构, unit 单元, from 开始, until 结束, document 文号\n\n" +
		"示例 / Example:\n\n  sizhang import charges charges.csv --city 110101 --data data --draft last"
}

// Run imports a table of charges.
func (c *importCharges) Run(r *run) error {
	return c.begin(r, func(i *importing) error {
		ground, err := i.app.ChargeGround(r.ctx, c.City, i.draft)
		if err != nil {
			return err
		}
		charges, report, err := intake.ReadCharges(r.ctx, i.reader(), intake.ChargeOptions{Options: i.options, Ground: ground})
		return i.take(report, err, func(draft string) (app.Outcome, error) {
			return i.app.AddCharges(r.ctx, c.City, draft, charges, i.source(), i.progress)
		})
	})
}

type importSponsorships struct{ tableSettings }

// Help is shown by import sponsorships --help.
func (importSponsorships) Help() string {
	return "列 / Columns: kind 包保类型, unit 单元, sponsor 包保方, name 名称, from 开始, until 结束, document 文号\n\n" +
		"示例 / Example:\n\n  sizhang import sponsorships sponsorships.csv --city 110101 --data data --draft last"
}

// Run imports a table of sponsorships.
func (c *importSponsorships) Run(r *run) error {
	return c.begin(r, func(i *importing) error {
		ground, err := i.app.SponsorGround(r.ctx, c.City, i.draft)
		if err != nil {
			return err
		}
		sponsorships, report, err := intake.ReadSponsorships(r.ctx, i.reader(), intake.SponsorshipOptions{
			Options: i.options, Level: ground.Level, Bodies: ground.Bodies,
		})
		return i.take(report, err, func(draft string) (app.Outcome, error) {
			return i.app.AddSponsorships(r.ctx, c.City, draft, sponsorships, i.source(), i.progress)
		})
	})
}
