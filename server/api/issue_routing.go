package api

import "sizhang/domain/issue"

// routingBody is who answers on the three sides of duty.
type routingBody struct {
	Version     int             `json:"version" doc:"作答的版本 · The version of the territory that answered"`
	Heads       []handsBody     `json:"heads" doc:"在任者，先负责的在前 · In office, in answering order"`
	Departments []bodyName      `json:"departments" doc:"职能部门"`
	Supervisors []bodyName      `json:"supervisors" doc:"监督单位"`
	Sponsors    []sponsorOf     `json:"sponsors" doc:"包保"`
	Root        handsBody       `json:"root" doc:"兜底者 · Who holds what nobody else does"`
	Disputed    bool            `json:"disputed" doc:"归属待裁定 · Whose place it is has to be decided"`
	Candidates  []candidateBody `json:"candidates" doc:"可能的归属，首选在前 · Whose it may be, the likeliest first"`
	Settled     *unitName       `json:"settled,omitempty" doc:"裁定的归属 · Whose it was decided to be"`
}

type sponsorOf struct {
	Kind   string `json:"kind"`
	Unit   string `json:"unit"`
	Body   string `json:"body,omitempty"`
	Person string `json:"person,omitempty"`
}

type candidateBody struct {
	Unit      unitName  `json:"unit"`
	Metres    float64   `json:"metres" doc:"距其边界，米 · Metres to its border"`
	Precedent bool      `json:"precedent" doc:"此处曾裁定归它 · So near a place was given to it before"`
	Head      handsBody `json:"head"`
}

func (n *naming) routing(r issue.Routing) routingBody {
	body := routingBody{
		Version: r.Version, Heads: make([]handsBody, len(r.Heads)), Departments: n.bodies(r.Departments), Supervisors: n.bodies(r.Supervisors),
		Sponsors: make([]sponsorOf, len(r.Sponsors)), Root: n.hands(r.Root), Disputed: r.Disputed(), Candidates: make([]candidateBody, len(r.Candidates)),
	}
	for i, h := range r.Heads {
		body.Heads[i] = n.hands(h)
	}
	for i, p := range r.Sponsors {
		body.Sponsors[i] = sponsorOf(p)
	}
	for i, c := range r.Candidates {
		body.Candidates[i] = candidateBody{unitName{c.Unit, n.unit(c.Unit)}, round(c.Metres, 1), c.Precedent, n.hands(c.Head)}
	}
	if r.Settled != "" {
		body.Settled = &unitName{r.Settled, n.unit(r.Settled)}
	}
	return body
}

type requestBody struct {
	Action   string  `json:"action" example:"ask_postpone"`
	At       *string `json:"at" format:"date-time"`
	By       byBody  `json:"by"`
	Reason   string  `json:"reason"`
	Until    *string `json:"until" format:"date-time"`
	Seconded *byBody `json:"seconded,omitempty" doc:"已同意的一方 · Who agreed first"`
}

func (s *Server) requestOf(n *naming, r *issue.Request) *requestBody {
	if r == nil {
		return nil
	}
	body := &requestBody{Action: string(r.Action), At: s.momentText(r.At), By: n.by(r.By), Reason: r.Reason, Until: s.momentText(r.Until)}
	if r.Seconded != nil {
		by := n.by(*r.Seconded)
		body.Seconded = &by
	}
	return body
}

type jointBody struct {
	At     *string    `json:"at" format:"date-time"`
	By     byBody     `json:"by"`
	Reason string     `json:"reason"`
	Until  *string    `json:"until" format:"date-time" doc:"须在此之前报到 · They must have come by then"`
	Calls  []callBody `json:"calls"`
}

type callBody struct {
	Body    bodyName `json:"body"`
	Arrived *string  `json:"arrived" format:"date-time" doc:"何时到场；未到为 null · When somebody stood at the place; null where nobody has"`
	By      *byBody  `json:"by,omitempty"`
	Metres  *float64 `json:"metres" doc:"距现场，米；未到为 null · Metres from the place; null where nobody came"`
	Late    bool     `json:"late"`
}

func (s *Server) jointOf(n *naming, j *issue.Joint) *jointBody {
	if j == nil {
		return nil
	}
	body := &jointBody{At: s.momentText(j.At), By: n.by(j.By), Reason: j.Reason, Until: s.momentText(j.Until), Calls: make([]callBody, len(j.Calls))}
	for i, call := range j.Calls {
		body.Calls[i] = callBody{Body: bodyName{call.Body, n.body(call.Body)}, Arrived: s.momentText(call.Arrived), Late: call.Late}
		if !call.Arrived.IsZero() {
			by, metres := n.by(call.By), round(call.Metres, 0)
			body.Calls[i].By, body.Calls[i].Metres = &by, &metres
		}
	}
	return body
}
