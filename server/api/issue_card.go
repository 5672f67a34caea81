package api

import (
	"time"

	"sizhang/domain/issue"
	"sizhang/server/issues/board"
)

// IssueCard is what lists, maps and exports tell of an issue.
type IssueCard struct {
	ID           string     `json:"id" doc:"编号 · Id" example:"01932d5e-8c00-7000-8000-000000000000"`
	Number       string     `json:"number" doc:"受理号 · Receipt number"`
	Outside      string     `json:"outside,omitempty" doc:"外部工单号 · Number in the system that it came from"`
	Seq          int        `json:"seq" doc:"最近一条经过的序号 · Number of the last event"`
	Category     string     `json:"category" example:"C0305"`
	CategoryName string     `json:"category_name,omitempty" example:"垃圾箱"`
	Source       string     `json:"source" example:"patrol"`
	State        string     `json:"state" example:"dispatched"`
	StateName    string     `json:"state_name" example:"待认领"`
	StateNameEN  string     `json:"state_name_en" example:"Dispatched"`
	Open         bool       `json:"open" doc:"未结 · Outstanding"`
	Lng          float64    `json:"lng" doc:"WGS84"`
	Lat          float64    `json:"lat" doc:"WGS84"`
	Text         string     `json:"text" doc:"列表中只有开头 · In lists its beginning"`
	Address      string     `json:"address,omitempty"`
	Units        []unitName `json:"units" doc:"所在单元，最具体的在前 · Units that hold it, the most specific first"`
	Bodies       []bodyName `json:"bodies" doc:"涉及的部门与监督单位 · Departments and supervisors that it concerns"`
	Hands        handsBody  `json:"hands" doc:"在谁手中 · In whose hands it is"`
	Worker       string     `json:"worker,omitempty" doc:"认领人的人员编号 · Id of who claimed it"`
	Photos       int        `json:"photos"`
	Reported     *string    `json:"reported" format:"date-time"`
	Filed        *string    `json:"filed" format:"date-time" doc:"立案"`
	Dispatched   *string    `json:"dispatched" format:"date-time" doc:"派遣"`
	Claimed      *string    `json:"claimed" format:"date-time" doc:"认领"`
	Fixed        *string    `json:"fixed" format:"date-time" doc:"整改"`
	Checked      *string    `json:"checked" format:"date-time" doc:"核查通过"`
	Closed       *string    `json:"closed" format:"date-time" doc:"结案"`
	Changed      *string    `json:"changed" format:"date-time" doc:"最近一条经过 · The last event"`
	Due          *string    `json:"due" format:"date-time" doc:"处置的截止时间；没有或挂账为 null · Deadline of handling; null where there is none or it is suspended"`
	Clock        string     `json:"clock,omitempty" enum:"on_time,due_soon,overdue,paused" doc:"处置时限的状态；不在计时则没有 · How the limit of handling stands; left out where none runs"`
	RemainingS   *int64     `json:"remaining_s" doc:"距截止多少秒，超期为负；不在计时为 null · Seconds until the deadline, negative when overdue; null where none runs"`
	Flags        []string   `json:"flags" doc:"标记 · Flags" example:"disputed"`
	Tally        tally      `json:"tally"`
}

// tally counts what happened to an issue.
type tally struct {
	Postponements int `json:"postponements" doc:"延期"`
	Suspensions   int `json:"suspensions" doc:"挂账"`
	Bounces       int `json:"bounces" doc:"回退"`
	Reworks       int `json:"reworks" doc:"返工"`
	Reopenings    int `json:"reopenings" doc:"重开"`
}

type unitName struct {
	Code string `json:"code" example:"110101001001"`
	Name string `json:"name" example:"多福巷社区"`
}

type bodyName struct {
	Code string `json:"code" example:"urban_management"`
	Name string `json:"name" example:"城管局"`
}

// handsBody is a post at a unit with who holds it, or a body.
type handsBody struct {
	Unit     string `json:"unit,omitempty" example:"110101001001"`
	UnitName string `json:"unit_name,omitempty" example:"多福巷社区"`
	Post     string `json:"post,omitempty" example:"grid_head"`
	PostName string `json:"post_name,omitempty" example:"网格长"`
	Person   string `json:"person,omitempty" doc:"人员编号；空缺则没有 · Id of who holds the post; left out where it is vacant"`
	Name     string `json:"name,omitempty" example:"张三"`
	Body     string `json:"body,omitempty" example:"urban_management"`
	BodyName string `json:"body_name,omitempty" example:"城管局"`
	Fallback bool   `json:"fallback,omitempty" doc:"属地兜底：别无他人 · They have it because nobody else does"`
}

func (s *Server) cardOf(n *naming, c *issue.Card, now time.Time) IssueCard {
	state := c.State.Info()
	card := IssueCard{
		ID: c.ID, Number: c.Number, Outside: c.Outside, Seq: c.Seq, Category: c.Category, CategoryName: n.category(c.Category), Source: string(c.Source),
		State: string(c.State), StateName: state.ZH, StateNameEN: state.EN, Open: state.Open,
		Lng: c.Point.Lng, Lat: c.Point.Lat, Text: c.Text, Address: c.Address,
		Units: n.units(c.Units), Bodies: n.bodies(c.Bodies), Hands: n.hands(c.Hands), Worker: c.Worker, Photos: c.Photos,
		Reported: s.momentText(c.Reported), Filed: s.momentText(c.Filed), Dispatched: s.momentText(c.Dispatched), Claimed: s.momentText(c.Claimed),
		Fixed: s.momentText(c.Fixed), Checked: s.momentText(c.Checked), Closed: s.momentText(c.Closed), Changed: s.momentText(c.Changed),
		Due: s.momentText(c.Due), Clock: string(board.ClockOf(c, now)), Flags: flagsOf(c.Flags),
		Tally: tally{c.Postponements, c.Suspensions, c.Bounces, c.Reworks, c.Reopenings},
	}
	if running := card.Clock != "" && c.State != issue.Suspended; running {
		card.RemainingS = secondsUntil(c.Due, now)
	}
	return card
}

func secondsUntil(due, now time.Time) *int64 {
	left := int64(due.Sub(now) / time.Second)
	return &left
}

// flagsOf lists the flags that are set, by the names that they are asked for with.
func flagsOf(f issue.Flags) []string {
	set := []bool{f.Disputed, f.Fallback, f.Chronic, f.OnTheSpot, f.Whistled, f.Citizen, f.Late, f.Exempt, f.True, f.Untrue, f.Escalated, f.Provisional, f.Undone}
	list := []string{}
	for i, is := range set {
		if is {
			list = append(list, flagNames[i])
		}
	}
	return list
}
