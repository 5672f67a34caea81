package cli

import (
	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/app"
	"sizhang/server/issues"
)

// issueCommands look at issues.
type issueCommands struct {
	Show   issueShowCommand   `cmd:"" help:"一个问题的来龙去脉 / the story of an issue."`
	List   issueListCommand   `cmd:"" help:"列出问题 / list issues."`
	Verify issueVerifyCommand `cmd:"" help:"核验每个问题的经过没有被改动 / see whether the history of any issue was tampered with."`
}

// issues loads the cities and makes the issues of the store.
func (w *working) issues() (*issues.Issues, error) {
	if err := w.app.Load(w.ctx, w.progress); err != nil {
		return nil, err
	}
	if _, there := w.app.City(w.City); !there {
		return nil, fault.New(fault.CityNotFound, "city", fault.With{"city": w.City})
	}
	return issues.New(issues.Options{Store: w.app.Store(), Cities: w.app, Log: w.log}), nil
}

// everything is the scope of whoever has the store at hand.
func (w *working) everything() access.Scope {
	whole := &access.Role{Rights: []access.Right{access.IssueRead}, Reach: access.Whole}
	return access.Actor{City: w.City, Holdings: []access.Holding{{Role: whole}}}.Scope(access.IssueRead)
}

// names puts codes of a city into words, as it stands now.
type names struct {
	*app.City
	now territory.Moment
	in  fault.Language
}

func (w *working) names() *names {
	c, _ := w.app.City(w.City)
	return &names{c, c.At(w.app.Now()), w.lang}
}

// Unit names a unit; its code where there is none now.
func (n *names) Unit(code string) string {
	if u, there := n.now.Unit(code); there {
		return u.Names.In(n.in == fault.English)
	}
	return code
}

// Post names a post.
func (n *names) Post(id string) string {
	if p, _, there := n.now.Profile().Post(id); there {
		return p.Names.In(n.in == fault.English)
	}
	return id
}

// Body names a body.
func (n *names) Body(code string) string {
	if b, there := n.Bodies.Body(code); there {
		return b.Names.In(n.in == fault.English)
	}
	return code
}

// Category names a category.
func (n *names) Category(code string) string {
	if c, there := n.Bodies.Category(code); there {
		return c.Names.In(n.in == fault.English)
	}
	return code
}
