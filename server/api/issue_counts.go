package api

import (
	"context"

	"sizhang/domain/access"
	"sizhang/domain/issue"
	"sizhang/server/issues/board"
)

var aboutIssueSummary = about{
	id: "issueSummary", tag: tagIssues, access: rightTo(access.IssueRead, somewhere),
	zh: "问题汇总", en: "How many issues stand where",
	note:     "管辖之内、符合条件的问题，按状态与处置时限各有多少；各状态之和为 `count`。\n\nOf the issues within one's scope that fit, how many are in which state and how their limits of handling stand; the states add up to `count`.",
	problems: filterProblems,
}

type summaryOutput struct {
	Body struct {
		Count   int            `json:"count"`
		Open    int            `json:"open" doc:"未结 · Outstanding"`
		States  map[string]int `json:"states" doc:"按状态；没有的不列 · By state; those that none is in are left out"`
		Clocks  map[string]int `json:"clocks" doc:"按处置时限：on_time、due_soon、overdue、paused · By how the limit of handling stands"`
		Flagged map[string]int `json:"flags" doc:"按标记 · By flag"`
	} `nameHint:"IssueSummary"`
}

func (s *Server) issueSummary(_ context.Context, in *IssueFilter) (*summaryOutput, error) {
	desk, err := s.desk()
	if err != nil {
		return nil, err
	}
	f, err := s.filterOf(in)
	if err != nil {
		return nil, err
	}
	out := &summaryOutput{}
	out.Body.States, out.Body.Clocks, out.Body.Flagged = map[string]int{}, map[string]int{}, map[string]int{}
	now := s.app.Now()
	desk.Board(in.City).Each(f, now, func(c *issue.Card) bool {
		out.Body.Count++
		out.Body.States[string(c.State)]++
		if c.State.Open() {
			out.Body.Open++
		}
		if clock := board.ClockOf(c, now); clock != board.AnyClock {
			out.Body.Clocks[string(clock)]++
		}
		for _, flag := range flagsOf(c.Flags) {
			out.Body.Flagged[flag]++
		}
		return true
	})
	return out, nil
}

var aboutIssueCells = about{
	id: "issueCells", tag: tagIssues, access: rightTo(access.IssueRead, somewhere),
	zh: "按网格计数", en: "How many issues lie in which cell",
	note:     "管辖之内、符合条件的问题按 H3 网格计数，供地图使用；没有问题的网格不列。\n\nThe issues within one's scope that fit, counted by H3 cell, for maps; cells without any are left out.",
	problems: filterProblems,
}

type issueCellsInput struct {
	IssueFilter
	Resolution int `query:"resolution" minimum:"7" maximum:"11" default:"9" doc:"H3 分辨率 · H3 resolution"`
}

type issueCellsOutput struct {
	Body struct {
		Resolution int         `json:"resolution" minimum:"7" maximum:"11"`
		Cells      []cellCount `json:"cells" doc:"按网格排序 · By cell"`
	} `nameHint:"IssueCells"`
}

type cellCount struct {
	Cell    string `json:"cell" example:"8931aa42d4bffff"`
	Count   int    `json:"count" minimum:"1"`
	Overdue int    `json:"overdue" doc:"其中超期的 · Of them overdue"`
}

func (s *Server) issueCells(_ context.Context, in *issueCellsInput) (*issueCellsOutput, error) {
	desk, err := s.desk()
	if err != nil {
		return nil, err
	}
	f, err := s.filterOf(&in.IssueFilter)
	if err != nil {
		return nil, err
	}
	counts := desk.Board(in.City).Cells(f, in.Resolution, s.app.Now())
	out := &issueCellsOutput{}
	out.Body.Resolution, out.Body.Cells = in.Resolution, make([]cellCount, len(counts))
	for i, c := range counts {
		out.Body.Cells[i] = cellCount{c.Cell.String(), c.Count, c.Overdue}
	}
	return out, nil
}
