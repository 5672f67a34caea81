package api

import (
	"slices"

	"sizhang/domain/issue"
)

// byBody is who did something.
type byBody struct {
	Kind     string `json:"kind" enum:"staff,citizen,system,partner"`
	Person   string `json:"person,omitempty" doc:"人员编号 · Id in the register"`
	Name     string `json:"name,omitempty" example:"张三"`
	Unit     string `json:"unit,omitempty" doc:"以何单元的身份 · The unit that they acted for"`
	UnitName string `json:"unit_name,omitempty"`
	Post     string `json:"post,omitempty"`
	PostName string `json:"post_name,omitempty" example:"网格长"`
	Body     string `json:"body,omitempty" doc:"以何机构的身份 · The body that they acted for"`
	BodyName string `json:"body_name,omitempty"`
}

func (n *naming) by(b issue.By) byBody {
	return byBody{
		Kind: string(b.Kind), Person: b.Person, Name: b.Name, Unit: b.Unit, UnitName: n.unit(b.Unit),
		Post: b.Post, PostName: n.posts[b.Post], Body: b.Body, BodyName: n.body(b.Body),
	}
}

// eventBody is one thing that happened.
type eventBody struct {
	Seq     int               `json:"seq" minimum:"1"`
	At      *string           `json:"at" format:"date-time"`
	By      byBody            `json:"by"`
	Action  string            `json:"action" example:"dispatch"`
	ZH      string            `json:"zh" example:"派遣"`
	EN      string            `json:"en" example:"Dispatch"`
	From    string            `json:"from,omitempty" doc:"此前的状态 · The state before"`
	To      string            `json:"to"`
	ToName  string            `json:"to_name" example:"待认领"`
	Reason  string            `json:"reason,omitempty"`
	Photos  []string          `json:"photos"`
	Hands   *handsBody        `json:"hands,omitempty" doc:"交到谁手中；未变则没有 · Who has it from then on, where that changed"`
	With    map[string]string `json:"with,omitempty" doc:"其他 · What else there is to say"`
	Command string            `json:"command,omitempty" doc:"指令编号 · Id of the command"`
	Hash    string            `json:"hash" doc:"SHA-256，与前一条相连 · SHA-256 over it and the hash before"`
}

func (s *Server) historyOf(n *naming, i *issue.Issue) []eventBody {
	list := make([]eventBody, len(i.History))
	for k := range i.History {
		e := &i.History[k]
		zh, en := actionNames(e)
		list[k] = eventBody{
			Seq: e.Seq, At: s.momentText(e.At), By: n.by(e.By), Action: string(e.Action), ZH: zh, EN: en,
			From: string(e.From), To: string(e.To), ToName: e.To.Info().ZH, Reason: e.Reason, Photos: listed(e.Photos),
			With: e.With, Command: e.Command, Hash: e.Hash,
		}
		if e.Hands != nil {
			hands := n.hands(*e.Hands)
			list[k].Hands = &hands
		}
	}
	return list
}

// actionNames are what people call what happened: the row of the lifecycle that led
// from the one state to the other, or else the first of the action.
func actionNames(e *issue.Event) (zh, en string) {
	var first *issue.Transition
	for k := range issue.Lifecycle {
		row := &issue.Lifecycle[k]
		if row.Action != e.Action || row.Asked != "" && string(row.Asked) != e.With[issue.WithRequest] {
			continue
		}
		if slices.Contains(row.From, e.From) && (row.To == e.To || row.To == issue.Same && e.From == e.To) {
			return row.ZH, row.EN
		}
		if first == nil {
			first = row
		}
	}
	if first == nil {
		return string(e.Action), string(e.Action)
	}
	return first.ZH, first.EN
}
