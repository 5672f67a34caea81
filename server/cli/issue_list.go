package cli

import (
	"fmt"
	"slices"
	"time"

	"sizhang/domain/issue"
	"sizhang/geo/hex"
	"sizhang/server/issues/board"
	"sizhang/server/lifecycle"
)

type issueListCommand struct {
	citySettings
	State    []string `help:"状态 / only these states, such as checking." placeholder:"STATE"`
	Open     bool     `help:"只列未结的 / only what is open."`
	Closed   bool     `help:"只列已了结的 / only what is over."`
	Overdue  bool     `help:"只列超期的 / only what is overdue."`
	Category string   `help:"类别及其下各类 / this category and those below it." placeholder:"CODE"`
	Source   []string `help:"来源 / only these sources, such as citizen." placeholder:"SOURCE"`
	Unit     string   `help:"单元及其下各级 / within this unit." placeholder:"CODE"`
	Body     string   `help:"与此机构有关 / that concern this body." placeholder:"CODE"`
	Person   string   `help:"此人上报或承办 / that this person reported or handles." placeholder:"ID"`
	Cell     string   `help:"H3 网格 / in this H3 cell." placeholder:"CELL"`
	Ring     int      `help:"连同周围几圈 / and so many rings around it." placeholder:"N"`
	Text     string   `help:"含此文字 / that contain this." placeholder:"TEXT"`
	From     instant  `help:"上报时间起 / reported from when on." placeholder:"TIME"`
	Until    instant  `help:"上报时间止 / reported until when." placeholder:"TIME"`
	Oldest   bool     `help:"旧的在前 / the oldest first."`
	Last     int      `help:"最多多少件 / at most so many." default:"50" placeholder:"N"`
	JSON     bool     `name:"json" help:"用 JSON / as JSON."`
}

// Help is shown by issue list --help.
func (issueListCommand) Help() string {
	return "示例 / Example:\n\n  sizhang issue list --open --unit 110101001000 --city 110101 --data data"
}

// Run lists issues.
func (c *issueListCommand) Run(r *run) error {
	f, err := c.filter()
	if err != nil {
		return err
	}
	return c.begin(r, func(w *working) error {
		desk, err := w.issues()
		if err != nil {
			return err
		}
		if err := desk.Load(r.ctx, w.progress); err != nil {
			return err
		}
		n := w.names()
		f.Scope, f.Categories = w.everything(), n.below(c.Category)
		b, now := desk.Board(c.City), w.app.Now()
		cards, _, err := b.Query(f, c.Oldest, "", c.Last, now)
		if err != nil {
			return err
		}
		if c.JSON {
			return r.printDocument(cardsJSON(cards, now))
		}
		return c.print(r, n, cards, b.Count(f, now), now)
	})
}

// filter reads the flags that need no city.
func (c *issueListCommand) filter() (board.Filter, error) {
	f := board.Filter{
		Open: c.Open, Closed: c.Closed, Unit: c.Unit, Body: c.Body, Person: c.Person, Ring: c.Ring, Text: c.Text, From: c.From.Time, Until: c.Until.Time,
	}
	for _, s := range c.State {
		if !issue.State(s).Known() {
			var known []issue.State
			for _, info := range issue.States {
				known = append(known, info.State)
			}
			return f, usageError(fmt.Sprintf("--state: %q；可用 / there are: %v", s, known))
		}
		f.States = append(f.States, issue.State(s))
	}
	for _, s := range c.Source {
		if !issue.Source(s).Known() {
			return f, usageError(fmt.Sprintf("--source: %q；可用 / there are: %v", s, issue.Sources))
		}
		f.Sources = append(f.Sources, issue.Source(s))
	}
	if c.Overdue {
		f.Clock = board.Overdue
	}
	if c.Cell != "" {
		cell, err := hex.Parse(c.Cell)
		if err != nil {
			return f, err
		}
		f.Cell = cell
	}
	if c.Last < 1 {
		return f, usageError("--last：至少为 1 / at least 1")
	}
	return f, nil
}

// below returns a category and all below it; nothing of the empty code.
func (n *names) below(code string) []string {
	if code == "" {
		return nil
	}
	list := []string{code}
	for k := 0; k < len(list); k++ {
		for _, c := range n.Bodies.Categories() {
			if c.Parent == list[k] && !slices.Contains(list, c.Code) {
				list = append(list, c.Code)
			}
		}
	}
	return list
}

func (c *issueListCommand) print(r *run, n *names, cards []issue.Card, all int, now time.Time) error {
	rows := [][]string{{pick(r.lang, "受理号", "number"), pick(r.lang, "状态", "state"), pick(r.lang, "上报", "reported"), pick(r.lang, "期限", "due"), pick(r.lang, "类别", "category"), pick(r.lang, "承办", "in the hands of"), pick(r.lang, "情况", "what")}}
	for k := range cards {
		card := &cards[k]
		due := ""
		if !card.Due.IsZero() {
			due = dateText(card.Due.Truncate(time.Minute))
		}
		if card.Overdue(now) {
			due += pick(r.lang, " 超期", " overdue")
		}
		rows = append(rows, []string{card.Number, lifecycle.State(card.State, r.lang), dateText(card.Reported.Truncate(time.Second)), due, n.Category(card.Category), n.hands(card), shortened(card.Text)})
	}
	if err := columns(r.stdout, rows); err != nil {
		return err
	}
	if all > len(cards) {
		return r.say("…… 共 %d 件，列出 %d 件；--last 列出更多。", "… %d in all, %d are listed; --last lists more.", all, len(cards))
	}
	return r.say("共 %d 件。", "%d in all.", all)
}

// hands names who has an open issue.
func (n *names) hands(c *issue.Card) string {
	switch h := c.Hands; {
	case !c.State.Open():
		return ""
	case h.Body != "":
		return n.Body(h.Body)
	case h.Name != "":
		return h.Name + " " + n.Unit(h.Unit)
	default:
		return n.Unit(h.Unit)
	}
}

// shownText is how much of an issue's text a list shows, in characters.
const shownText = 24

func shortened(text string) string {
	runes := []rune(text)
	if len(runes) <= shownText {
		return text
	}
	return string(runes[:shownText]) + "…"
}

// cardJSON is a card as a program reads it.
type cardJSON struct {
	ID       string       `json:"id"`
	Number   string       `json:"number"`
	State    issue.State  `json:"state"`
	Open     bool         `json:"open"`
	Category string       `json:"category"`
	Source   issue.Source `json:"source"`
	Text     string       `json:"text"`
	Address  string       `json:"address,omitempty"`
	Lng      float64      `json:"lng"`
	Lat      float64      `json:"lat"`
	Units    []string     `json:"units"`
	Reported time.Time    `json:"reported"`
	Due      *time.Time   `json:"due"`
	Overdue  bool         `json:"overdue"`
}

func cardsJSON(cards []issue.Card, now time.Time) []cardJSON {
	list := make([]cardJSON, len(cards))
	for k := range cards {
		c := &cards[k]
		list[k] = cardJSON{
			ID: c.ID, Number: c.Number, State: c.State, Open: c.State.Open(), Category: c.Category, Source: c.Source, Text: c.Text, Address: c.Address,
			Lng: c.Point.Lng, Lat: c.Point.Lat, Units: c.Units, Reported: c.Reported, Overdue: c.Overdue(now),
		}
		if !c.Due.IsZero() {
			list[k].Due = &c.Due
		}
	}
	return list
}
