package demo

import (
	"sizhang/domain/body"
	"sizhang/server/classes"
)

// categories are those that are shipped for every city.
func categories() []body.Category { return classes.Shipped() }

// inCharge says which department, counted from 1, has what in charge: the classes,
// and the small classes that are not their class's department's. Who does is made up.
var inCharge = []struct {
	by     int
	called []string
}{
	{1, []string{"市容环境", "非机动车乱停放", "其他事件"}},
	{2, []string{"暴露垃圾", "道路不洁"}},
	{3, []string{"宣传广告", "街面秩序", "私搭乱建"}},
	{4, []string{"广场舞扰民"}},
	{5, []string{"交通信号灯", "机动车乱停放"}},
	{7, []string{"公用设施", "道路交通"}},
	{8, []string{"上水井盖", "污水外溢"}},
	{9, []string{"园林绿化", "树木倒伏"}},
	{11, []string{"其他部件", "施工管理"}},
	{12, []string{"楼道堆物", "物业服务问题"}},
	{13, []string{"突发事件"}},
	{14, []string{"飞线充电", "消防通道占用"}},
	{15, []string{"工地扬尘"}},
	{22, []string{"公益广告破损"}},
}

// codesByName returns the codes of the shipped categories by their Chinese names.
// Components and events have a class of one name, 市容环境: both are meant.
func codesByName() map[string][]string {
	codes := map[string][]string{}
	for _, c := range categories() {
		codes[c.Names.ZH] = append(codes[c.Names.ZH], c.Code)
	}
	return codes
}

// Categories that the charges have more to say about.
const (
	streetVending = "E0501" // 无照经营游商
	shopTrade     = "E0504" // 店外经营
	illegalBills  = "E0201" // 非法小广告
	fireLane      = "E0512" // 消防通道占用
)
