package api

import (
	"context"
	"slices"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/server/issues/board"
	"sizhang/server/session"
)

// Issues are what the handlers ask about issues; *issues.Issues answers.
type Issues interface {
	// Ready is nil once every issue is on its board.
	Ready() error
	Board(city string) *board.Board
	File(ctx context.Context, f issue.Filing) (issue.Issue, bool, error)
	// Try refuses what File would refuse, and keeps nothing; more says that photos are
	// still to come.
	Try(ctx context.Context, f issue.Filing, more bool) error
	Do(ctx context.Context, city, id string, c issue.Command) (issue.Issue, error)
	Get(ctx context.Context, city, id string) (issue.Issue, error)
	ByNumber(ctx context.Context, city, number string) (issue.Issue, error)
	ByOutside(ctx context.Context, city string, from issue.Source, outside string) (issue.Issue, error)
	Choices(ctx context.Context, i *issue.Issue, actor access.Actor, by issue.By) ([]issue.Choice, error)
	Duplicates(ctx context.Context, city, id string) ([]issue.Card, error)
}

// desk is where issues are asked for; fault.NotReady on a server that has none, and
// while they are being read.
func (s *Server) desk() (Issues, error) {
	if !s.issuesReady() {
		return nil, fault.New(fault.NotReady, "", nil)
	}
	return s.options.Issues, nil
}

// issuesReady says whether issues can be asked for. Once they can they always can.
func (s *Server) issuesReady() bool {
	if s.readIssues.Load() {
		return true
	}
	if s.options.Issues == nil || s.options.Issues.Ready() != nil {
		return false
	}
	s.readIssues.Store(true)
	return true
}

// issueWithin returns an issue of one's own city within the scope of issue.read. One
// that lies outside is read from the store and refused in the same words as one that
// never was.
func (s *Server) issueWithin(ctx context.Context, who session.Signed, id string) (issue.Issue, error) {
	desk, err := s.desk()
	if err != nil {
		return issue.Issue{}, err
	}
	i, err := desk.Get(ctx, who.City, id)
	if err == nil && !who.Can(access.IssueRead, i.Object()) {
		err = noIssue()
	}
	if err != nil {
		return issue.Issue{}, err
	}
	return i, nil
}

func noIssue() error { return fault.New(fault.IssueNotFound, "", nil) }

// actingAs is how the history names who acts (以何身份): with the unit and post, or the
// body, of the holding that gives them the right to the object. Of several it is the
// one that they name, then the one in whose hands the issue is, then the nearest.
func (s *Server) actingAs(who session.Signed, right access.Right, o access.Object, hands issue.Hands, body string) issue.By {
	by := issue.By{Kind: issue.ByStaff, Account: who.Actor.Account, Person: who.Person, Name: who.Account.Name}
	best, at := len(who.Holdings), 0
	for i, h := range who.Holdings {
		one := access.Actor{City: who.City, Holdings: []access.Holding{h}}
		if !one.Can(right, o) {
			continue
		}
		if rank := nearness(h, o, hands, body); best == len(who.Holdings) || rank < at {
			best, at = i, rank
		}
	}
	if best == len(who.Holdings) {
		return by
	}
	h := who.Holdings[best]
	by.Unit, by.Body = h.Unit, h.Body
	by.Post = s.postOf(who, h)
	return by
}

// nearness ranks a holding for an issue, the lowest first.
func nearness(h access.Holding, o access.Object, hands issue.Hands, body string) int {
	switch {
	case body != "" && h.Body == body:
		return 0
	case h.Body != "" && h.Body == hands.Body, h.Unit != "" && h.Unit == hands.Unit:
		return 1
	case h.Unit != "" && slices.Contains(o.Units, h.Unit):
		return 2 + slices.Index(o.Units, h.Unit)
	case h.Unit != "" || h.Body != "":
		return 2 + len(o.Units)
	}
	return 3 + len(o.Units)
}

// postOf is the post that brings somebody the holding, by the territory in memory;
// empty where an account was given the role.
func (s *Server) postOf(who session.Signed, h access.Holding) string {
	c, ok := s.app.City(who.City)
	if !ok || h.Unit == "" || who.Person == "" {
		return ""
	}
	m := c.At(s.app.Now())
	u, ok := m.Unit(h.Unit)
	if !ok {
		return ""
	}
	for _, holder := range m.Heads(u) {
		if holder.Term.Person == who.Person && holder.Post.RoleID() == h.Role.ID {
			return holder.Post.ID
		}
	}
	return ""
}
