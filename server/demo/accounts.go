package demo

import (
	"slices"
	"strings"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/territory"
)

// Account is somebody who may sign in to the demonstration city: one for every
// default role, at a place where the others can be seen from. Passwords are made
// when the demonstration starts, and are in no file.
type Account struct {
	Login string
	Name  string
	// Person holds the post that gives the role; empty where Role is given.
	Person     string
	Role       string
	Unit, Body string // where the role is held
	Is         city.Names
	May        city.Names
}

// Accounts finds somebody for every role, around a building with a head, as things
// stand at an instant. A role that the city has nobody for is left out.
func Accounts(units []territory.Unit, seats []territory.Seat, sides Sides, at time.Time) []Account {
	v := newView(units, seats, at)
	around, ok := v.around()
	if !ok {
		return nil
	}
	var list []Account
	// given is an account whose role is given to it, held one whose post gives it.
	given := func(login, role, unit, body string, is, may city.Names) {
		list = append(list, Account{Login: login, Name: is.ZH + "示例", Role: role, Unit: unit, Body: body, Is: is, May: may})
	}
	held := func(login, unit, post string, is, may city.Names) {
		if t, found := inOffice(seats, unit, post, at); found {
			list = append(list, Account{Login: login, Name: t.Name, Person: t.Person, Is: is, May: may})
		}
	}
	heads := named("看到并处置辖区内的问题", "sees and handles what is within")
	given("admin", city.AdminRole, "", "", named("管理员", "administrator"), named("全市：账号、发布、操作记录", "the whole city: accounts, publishing, the record"))
	given("grid-worker", "grid_worker", around.grid, "", named("网格员", "grid worker"), named("上报、处置本网格的问题", "reports and handles in the grid"))
	held("building-head", around.building, "building_head", named("楼栋长", "building head"), heads)
	held("grid-head", around.grid, "grid_head", named("网格长", "grid head"), heads)
	held("street-head", around.street, "street_head", named("街长", "street head"), heads)
	held("district-head", around.district, "district_head", named("片区长", "district head"), heads)
	given("cadre", "cadre", around.community, "", named("社区干部", "cadre"), named("派遣、核实，交接岗位，查看电话", "dispatches, verifies, hands posts over, is shown telephone numbers"))
	given("dispatcher", "dispatcher", around.subdistrict, "", named("派遣员", "dispatcher"), named("派遣、审批、结案，查看电话", "dispatches, approves, closes, is shown telephone numbers"))
	given("hotline", "hotline", "", "", named("热线坐席", "hotline"), named("登记 12345 工单，代来电人评价", "files orders of the hotline and answers for callers"))
	given("department", "department", "", enforcement, named("职能部门", "department"), named("处置本部门类别的问题，不分地域", "handles its categories, wherever they are"))
	given("supervisor", "supervisor", around.county, "", named("督查员", "supervisor"), named("读全区，不处置", "reads all of the county, handles nothing"))
	held("leader", around.subdistrict, "leader_in_charge", named("分管领导", "leader"), named("向下读，查看电话", "reads downward, is shown telephone numbers"))
	for _, s := range sides.Sponsorships {
		if s.Unit == around.community && strings.HasPrefix(s.Sponsor, "demo-leader-") {
			list = append(list, Account{Login: "sponsor", Name: s.Name, Person: s.Sponsor, Is: named("包联领导", "sponsor"), May: named("看到并评论所包的社区", "sees and comments in the community")})
			break
		}
	}
	return list
}

// surroundings are the units around a building.
type surroundings struct {
	building, grid, community, subdistrict, county, district, street string
}

// around finds a building whose head, whose grid's and whose district's are all in
// office, and a street of the same subdistrict with a head.
func (v *view) around() (surroundings, bool) {
	for _, b := range v.from("building") {
		if !v.headed[b.Code] || !v.headed[b.Parent] || len(b.Parent) < 12 {
			continue
		}
		s := surroundings{building: b.Code, grid: b.Parent, community: b.Parent[:12], subdistrict: b.Parent[:9] + "000", county: b.Parent[:6] + "000000"}
		p := middleOf(b.box)
		for _, d := range v.holders("district", p) {
			if v.headed[d.Code] {
				s.district = d.Code
			}
		}
		for _, street := range v.from("street") {
			if v.headed[street.Code] && s.street == "" && slices.Contains([]string{s.subdistrict, s.community}, street.Parent) {
				s.street = street.Code
			}
		}
		if s.district != "" && s.street != "" {
			return s, true
		}
	}
	return surroundings{}, false
}

// inOffice returns who holds the post at the unit, a deputy last.
func inOffice(seats []territory.Seat, unit, post string, at time.Time) (found territory.Term, ok bool) {
	for _, s := range seats {
		if s.Unit != unit || s.Post != post {
			continue
		}
		for _, t := range s.Terms {
			if t.InOffice(at) && (!ok || found.Deputy) {
				found, ok = t, true
			}
		}
	}
	return found, ok
}
