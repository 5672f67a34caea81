package api

import (
	"context"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/server/issues/board"
)

// filterProblems are what any query about many issues can be refused with.
var filterProblems = []fault.Code{fault.CellInvalid, fault.PointInvalid, fault.CategoryUnknown, fault.InstantInvalid}

var aboutIssues = about{
	id: "issues", tag: tagIssues, access: rightTo(access.IssueRead, somewhere),
	zh: "列出问题", en: "List issues",
	note: "只列管辖之内的，各条件同时满足。默认最近上报的在前；逐页给出：把上一页的 `next` 原样作为 `after`，其间有新的上报或变化也不重不漏。\n\n" +
		"Those within one's scope that fit all that is asked. The latest reports first unless asked otherwise; page by page: pass `next` of the page before as `after`. While others report and act, no issue comes twice or is left out.",
	problems: append([]fault.Code{fault.CursorInvalid}, filterProblems...),
}

type issuesInput struct {
	IssueFilter
	Order string `query:"order" enum:"newest,oldest" default:"newest" doc:"按上报时间 · By when they were reported"`
	After string `query:"after" maxLength:"200" doc:"上一页的 next · next of the page before"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"每页条数 · Issues a page"`
}

type issuesOutput struct {
	Body struct {
		Issues []IssueCard `json:"issues"`
		Next   *string     `json:"next" doc:"下一页的标记；末页为 null · Mark of the next page; null on the last"`
	} `nameHint:"Issues"`
}

func (s *Server) issues(_ context.Context, in *issuesInput) (*issuesOutput, error) {
	desk, err := s.desk()
	if err != nil {
		return nil, err
	}
	f, err := s.filterOf(&in.IssueFilter)
	if err != nil {
		return nil, err
	}
	now := s.app.Now()
	cards, next, err := desk.Board(in.City).Query(f, in.Order == "oldest", board.Cursor(in.After), in.Limit, now)
	if err != nil {
		return nil, err
	}
	out := &issuesOutput{}
	if out.Body.Issues, err = s.cardsOf(in.City, cards); err != nil {
		return nil, err
	}
	if next != "" {
		mark := string(next)
		out.Body.Next = &mark
	}
	return out, nil
}

func (s *Server) cardsOf(city string, cards []issue.Card) ([]IssueCard, error) {
	c, err := s.cityNamed(city)
	if err != nil {
		return nil, err
	}
	n, now := s.namingOf(c), s.app.Now()
	list := make([]IssueCard, len(cards))
	for i := range cards {
		list[i] = s.cardOf(&n, &cards[i], now)
	}
	return list, nil
}
