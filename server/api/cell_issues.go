package api

import (
	"context"
	"strconv"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/geo/hex"
	"sizhang/server/app"
	"sizhang/server/issues/board"
)

var aboutCellIssues = about{
	id: "cellIssues", tag: tagIssues, access: rightTo(access.IssueRead, ownCity),
	zh: "这个网格还有哪些问题", en: "What is outstanding in a cell",
	note: "任何分辨率的 H3 网格，本市管辖之内的未结问题，最近上报的在前，逐页给出；`outstanding` 为整格的未结数，不限管辖。\n\n" +
		"Of an H3 cell of any resolution, the outstanding issues of one's own city within one's scope, the latest first, page by page; `outstanding` counts those of the whole cell, whoever may read them.",
	problems: []fault.Code{fault.CellInvalid, fault.CursorInvalid},
}

type cellIssuesInput struct {
	SignedIn
	Cell  string `path:"cell" doc:"H3 网格，十六进制 · H3 cell in hexadecimal" example:"8b31aa42d495fff"`
	City  string `query:"city" pattern:"^[0-9]{6}$" doc:"所属城市；不给即本市 · One's own city, which is meant when not given" example:"110101"`
	After string `query:"after" maxLength:"200" doc:"上一页的 next · next of the page before"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"每页条数 · Issues a page"`
}

type cellIssuesOutput struct {
	Body struct {
		Cell        string      `json:"cell" example:"8b31aa42d495fff"`
		Resolution  int         `json:"resolution" minimum:"0" maximum:"15"`
		Outstanding int         `json:"outstanding" doc:"整格的未结数 · How many are outstanding in all of the cell"`
		Issues      []IssueCard `json:"issues"`
		Next        *string     `json:"next" doc:"下一页的标记；末页为 null · Mark of the next page; null on the last"`
	} `nameHint:"CellIssues"`
}

func (s *Server) cellIssues(_ context.Context, in *cellIssuesInput) (*cellIssuesOutput, error) {
	cell, err := hex.Parse(in.Cell)
	if err != nil {
		return nil, fault.New(fault.CellInvalid, "cell", fault.With{"cell": strconv.Quote(in.Cell)})
	}
	desk, err := s.desk()
	if err != nil {
		return nil, err
	}
	b := desk.Board(in.who.City)
	f := board.Filter{Scope: in.who.Scope(access.IssueRead), Cell: cell, Open: true}
	cards, next, err := b.Query(f, false, board.Cursor(in.After), in.Limit, s.app.Now())
	if err != nil {
		return nil, err
	}
	out := &cellIssuesOutput{}
	out.Body.Cell, out.Body.Resolution, out.Body.Outstanding = cell.String(), cell.Resolution(), b.Outstanding(cell)
	if out.Body.Issues, err = s.cardsOf(in.who.City, cards); err != nil {
		return nil, err
	}
	if next != "" {
		mark := string(next)
		out.Body.Next = &mark
	}
	return out, nil
}

// outstandingIn returns how many issues are outstanding in a cell of the city (未结数);
// false where the server knows no issues or is still reading them, or the question is about another day.
func (s *Server) outstandingIn(c *app.City, cell hex.Cell, at instant) (int, bool) {
	if c == nil || at.asked || !s.issuesReady() {
		return 0, false
	}
	return s.options.Issues.Board(c.Profile().Code).Outstanding(cell), true
}
