package cli

import (
	"strconv"
	"strings"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/app"
)

type draftsCommand struct {
	citySettings
	All  bool `help:"也列出已发布和已作废的 / list those that are published or dropped, too."`
	JSON bool `name:"json" help:"用 JSON / as JSON."`
}

// Help is shown by drafts --help.
func (draftsCommand) Help() string {
	return "示例 / Example:\n\n  sizhang drafts --city 110101 --data data --all"
}

// Run lists the drafts of a city.
func (c *draftsCommand) Run(r *run) error {
	return c.begin(r, func(w *working) error {
		drafts, err := w.app.Drafts(r.ctx, c.City)
		if err != nil {
			return err
		}
		var shown []app.Draft
		for _, d := range drafts {
			if c.All || d.State == app.OpenDraft {
				shown = append(shown, d)
			}
		}
		if c.JSON {
			list := make([]draftJSON, len(shown))
			for i, d := range shown {
				list[i] = draftJSONOf(d)
			}
			return r.printDocument(list)
		}
		if len(shown) == 0 && !c.All {
			return r.say("没有未发布的草案（共 %d 个，--all 列出全部）。", "No draft is open (of %d in all; --all lists them).", len(drafts))
		}
		return columns(r.stdout, draftRows(r.lang, shown, w.app.Now()))
	})
}

func draftRows(in fault.Language, drafts []app.Draft, now time.Time) [][]string {
	rows := [][]string{{
		pick(in, "编号", "id"), pick(in, "状态", "state"), pick(in, "建立", "opened"), pick(in, "改动", "changed"),
		pick(in, "基于", "base"), pick(in, "变更", "changes"), pick(in, "说明", "note"),
	}}
	for _, d := range drafts {
		rows = append(rows, []string{
			shortID(d.ID), stateText(in, d.State), ageText(in, now.Sub(d.Created)), ageText(in, now.Sub(d.Changed)),
			versionText(in, d.Base), holdsText(in, d.Parts), d.Note,
		})
	}
	return rows
}

func stateText(in fault.Language, s app.DraftState) string {
	switch s {
	case app.OpenDraft:
		return pick(in, "未发布", "open")
	case app.PublishedDraft:
		return pick(in, "已发布", "published")
	}
	return pick(in, "已作废", "dropped")
}

func versionText(in fault.Language, number int) string {
	if number == 0 {
		return pick(in, "空", "nothing")
	}
	return say(in, "第 %d 版", "version %d", number)
}

// ageText says how long ago something was.
func ageText(in fault.Language, age time.Duration) string {
	switch {
	case age < time.Minute:
		return pick(in, "刚才", "just now")
	case age < time.Hour:
		return say(in, "%d 分钟前", "%d min ago", int(age.Minutes()))
	case age < 48*time.Hour:
		return say(in, "%d 小时前", "%d h ago", int(age.Hours()))
	}
	return say(in, "%d 天前", "%d days ago", int(age.Hours()/24))
}

// kindNames are the kinds of parts in the order in which they are named.
var kindNames = []struct {
	kind   app.EditionKind
	zh, en string
}{
	{app.ProfileEdition, "配置", "profile"}, {app.UnitsEdition, "单元", "units"}, {app.SeatsEdition, "岗位", "posts"},
	{app.PeopleEdition, "人员", "people"}, {app.BodiesEdition, "机构", "bodies"}, {app.CategoriesEdition, "类别", "categories"},
	{app.ChargesEdition, "职责", "charges"}, {app.SponsorshipsEdition, "包保", "sponsorships"},
}

func kindText(in fault.Language, kind app.EditionKind) string {
	for _, k := range kindNames {
		if k.kind == kind {
			return pick(in, k.zh, k.en)
		}
	}
	return string(kind)
}

// holdsText adds up what the parts change, by kind.
func holdsText(in fault.Language, parts []app.Part) string {
	var words []string
	for _, k := range kindNames {
		n := 0
		for _, p := range parts {
			switch changes := p.Added + p.Changed + p.Ended; {
			case p.Kind != k.kind:
			case changes > 0:
				n += changes
			default: // versions do not say how many of which
				n += p.Count
			}
		}
		switch {
		case n == 0:
		case k.kind == app.ProfileEdition:
			words = append(words, pick(in, k.zh, k.en))
		default:
			words = append(words, pick(in, k.zh+" "+strconv.Itoa(n), strconv.Itoa(n)+" "+k.en))
		}
	}
	if len(words) == 0 {
		return pick(in, "空", "nothing")
	}
	return strings.Join(words, pick(in, "，", ", "))
}
