package cli

import (
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/record"
)

type handoverCommand struct {
	recordedSettings
	Unit     string  `help:"单元编码 / the unit's code." required:"" placeholder:"CODE"`
	Post     string  `help:"岗位，如 grid_head 或 网格长 / the post, such as grid_head or 网格长." required:"" placeholder:"POST"`
	Person   string  `help:"接任者的人员编号 / id of the person who takes over." placeholder:"ID"`
	Name     string  `help:"接任者的姓名 / the person's name." placeholder:"NAME"`
	From     instant `help:"交接的日期或时刻：前任到此为止，后任由此开始 / when: the one term ends and the next begins." required:"" placeholder:"TIME"`
	Until    instant `help:"任期截止；副职、代理必填 / end of the new term; a deputy must have one." placeholder:"TIME"`
	Document string  `help:"任命文号 / number of the appointing document." placeholder:"TEXT"`
	Deputy   bool    `help:"副职、代理：与在任者并存 / a deputy, who acts beside whoever is in office."`
	Vacate   bool    `help:"离任而无人接任 / leave the post empty."`
	JSON     bool    `name:"json" help:"用 JSON / as JSON."`
}

// Help is shown by handover --help.
func (handoverCommand) Help() string {
	return "交接不经过草案，立即记入 / A handover needs no draft and is recorded at once.\n\n" +
		"示例 / Example:\n\n  sizhang handover --city 110101 --data data --unit 110101R00001 --post street_head --person p-9 --name 孙示例 --from 2025-09-01 --document 东示〔2025〕30号"
}

// Run hands a post over and shows who holds it then.
func (c *handoverCommand) Run(r *run) error {
	return c.begin(r, func(w *working) error {
		p, err := w.app.Profile(r.ctx, c.City, "")
		if err != nil {
			return err
		}
		label := c.Post
		if post, known := p.PostNamed(c.Post); known {
			c.Post, label = post.ID, post.Label()
		}
		seat, err := doing(w, record.PostHandedOver, "unit/"+c.Unit, c.told(), func() (territory.Seat, error) {
			return w.app.HandOver(r.ctx, c.City, territory.HandOver{
				Unit: c.Unit, Post: c.Post, Person: c.Person, Name: c.Name, From: c.From.Time, Until: c.Until.Time,
				Document: c.Document, Deputy: c.Deputy, Vacate: c.Vacate,
			})
		})
		if err != nil {
			return err
		}
		if c.JSON {
			return r.printDocument(seatJSONOf(seat))
		}
		if err := r.say("已交接，%s 的 %s：", "Handed over. %s at %s:", pick(r.lang, c.Unit, label), pick(r.lang, label, c.Unit)); err != nil {
			return err
		}
		return columns(r.stdout, termRows(r.lang, seat))
	})
}

// told is what the record keeps of the handover, as over HTTP.
func (c *handoverCommand) told() map[string]string {
	with := map[string]string{"post": c.Post, "person": c.Person, "from": recordedTime(c.From), "until": recordedTime(c.Until), "document": c.Document}
	if c.Deputy {
		with["deputy"] = "true"
	}
	if c.Vacate {
		with["vacate"] = "true"
	}
	return with
}

// termRows lists everyone who holds, held or is to hold a post.
func termRows(in fault.Language, s territory.Seat) [][]string {
	rows := [][]string{{
		pick(in, "姓名", "name"), pick(in, "人员编号", "person"), pick(in, "开始", "from"), pick(in, "结束", "until"),
		"", pick(in, "文号", "document"),
	}}
	for _, t := range s.Terms {
		until, deputy := "", ""
		if !t.Until.IsZero() {
			until = dateText(t.Until)
		}
		if t.Deputy {
			deputy = pick(in, "副职", "deputy")
		}
		rows = append(rows, []string{t.Name, t.Person, dateText(t.From), until, deputy, t.Document})
	}
	return rows
}

// seatJSON is a seat for machines.
type seatJSON struct {
	Unit  string     `json:"unit"`
	Post  string     `json:"post"`
	Terms []termJSON `json:"terms"`
}

type termJSON struct {
	Person   string  `json:"person"`
	Name     string  `json:"name"`
	From     *string `json:"from"`
	Until    *string `json:"until"`
	Document string  `json:"document,omitempty"`
	Deputy   bool    `json:"deputy"`
}

func seatJSONOf(s territory.Seat) seatJSON {
	out := seatJSON{Unit: s.Unit, Post: s.Post, Terms: make([]termJSON, len(s.Terms))}
	for i, t := range s.Terms {
		out.Terms[i] = termJSON{t.Person, t.Name, instantJSON(t.From), instantJSON(t.Until), t.Document, t.Deputy}
	}
	return out
}
