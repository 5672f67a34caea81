package demo

import (
	"fmt"

	"sizhang/domain/body"
	"sizhang/domain/city"
)

// agencies is how many bodies sponsor streets; departments are the first of
// them.
const agencies = 99

// taskGroup is one of nine, with the departments in it.
type taskGroup struct {
	names       city.Names
	departments []city.Names
}

func named(zh, en string) city.Names { return city.Names{ZH: zh, EN: en} }

// taskGroups are made up; the departments are called as such departments are
// called in most cities.
var taskGroups = []taskGroup{
	{named("市容环境组", "City appearance group"), []city.Names{
		named("城市管理委员会", "Urban management commission"),
		named("环境卫生服务中心", "Sanitation service centre"),
		named("城市管理综合行政执法局", "Urban management law enforcement bureau"),
	}},
	{named("公共秩序组", "Public order group"), []city.Names{
		named("公安分局", "Public security branch"),
		named("交通支队", "Traffic police detachment"),
		named("市场监督管理局", "Market regulation bureau"),
	}},
	{named("公共设施组", "Public facilities group"), []city.Names{
		named("市政设施养护中心", "Municipal facilities centre"),
		named("水务局", "Water bureau"),
		named("园林绿化局", "Parks and greening bureau"),
	}},
	{named("社区建设组", "Community building group"), []city.Names{
		named("民政局", "Civil affairs bureau"),
		named("住房和城乡建设委员会", "Housing and construction commission"),
		named("房屋管理局", "Housing management bureau"),
	}},
	{named("安全生产组", "Safety group"), []city.Names{
		named("应急管理局", "Emergency management bureau"),
		named("消防救援支队", "Fire and rescue detachment"),
		named("生态环境局", "Ecology and environment bureau"),
	}},
	{named("窗口服务组", "Public service group"), []city.Names{
		named("政务服务管理局", "Government services bureau"),
		named("卫生健康委员会", "Health commission"),
		named("商务局", "Commerce bureau"),
	}},
	{named("文化教育组", "Culture and education group"), []city.Names{
		named("教育委员会", "Education commission"),
		named("文化和旅游局", "Culture and tourism bureau"),
		named("体育局", "Sports bureau"),
	}},
	{named("宣传引导组", "Publicity group"), []city.Names{
		named("宣传部", "Publicity department"),
		named("文明建设指导中心", "Civic guidance centre"),
		named("融媒体中心", "Media centre"),
	}},
	{named("志愿服务组", "Volunteer group"), []city.Names{
		named("共青团区委", "Youth league committee"),
		named("妇女联合会", "Women's federation"),
		named("总工会", "Trade union federation"),
	}},
}

// supervision are the four layers that look over everybody's shoulder.
var supervision = []city.Names{
	named("区级督导组", "County supervision group"), named("行业督导组", "Sector supervision group"),
	named("街道督导组", "Subdistrict supervision group"), named("社会监督组", "Public supervision group"),
}

// Codes of bodies that others refer to.
const (
	headquarters = "HQ"
	enforcement  = "D03"
	brigade      = "D03-1"
)

// bodies are arranged as 1+9+4: a headquarters, nine task groups with three
// departments each and, in the department for law enforcement, a brigade and
// its squads; four layers of supervision; and the agencies that only sponsor.
func bodies() []body.Body {
	list := []body.Body{{Code: headquarters, Names: named("文明城区创建指挥部", "Civic city headquarters"), Kind: "指挥部"}}
	add := func(code, parent, kind string, names city.Names) {
		list = append(list, body.Body{Code: code, Parent: parent, Kind: kind, Names: names})
	}
	serial := 0
	for i, g := range taskGroups {
		group := fmt.Sprintf("G%02d", i+1)
		add(group, headquarters, "专项组", g.names)
		for _, d := range g.departments {
			serial++
			add(departmentCode(serial), group, "职能部门", d)
		}
	}
	add(brigade, enforcement, "大队", named("执法大队", "Enforcement brigade"))
	for i := range squads {
		add(squadCode(i), brigade, "中队", named("执法"+ordinal(i+1)+"中队", fmt.Sprintf("Enforcement squad %d", i+1)))
	}
	for i, names := range supervision {
		add(fmt.Sprintf("S%02d", i+1), headquarters, "督导组", names)
	}
	for ; serial < agencies; serial++ {
		n := serial + 1
		add(agencyCode(n), "", "包保单位", named(fmt.Sprintf("辖区单位%02d", n), fmt.Sprintf("Local agency %02d", n)))
	}
	for i := range list {
		list[i].Generated = true
	}
	return list
}

// squads is how many there are in the brigade.
const squads = 4

func squadCode(i int) string { return fmt.Sprintf("%s-%d", brigade, i+1) }

func departmentCode(n int) string { return fmt.Sprintf("D%02d", n) }

// departments is how many have a place in a task group.
func departments() int {
	n := 0
	for _, g := range taskGroups {
		n += len(g.departments)
	}
	return n
}

// agencyCode is the code of one of the sponsors, counted from 1.
func agencyCode(n int) string {
	if n <= departments() {
		return departmentCode(n)
	}
	return fmt.Sprintf("A%02d", n)
}
