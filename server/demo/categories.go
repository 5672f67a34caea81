package demo

import (
	"fmt"

	"sizhang/domain/body"
	"sizhang/domain/city"
)

// class is a class of problems with its small classes. by is which department,
// counted from 1, has it in charge, 0 where only small classes are in charge of
// somebody.
type class struct {
	names city.Names
	by    int
	small []smallClass
}

// smallClass is in the charge of its own department where by is above 0, else of
// that of its class.
type smallClass struct {
	names city.Names
	by    int
}

// classes are what people report most; the codes are made up.
var classes = []class{
	{named("市容环境", "City appearance"), 1, []smallClass{
		{named("暴露垃圾", "Litter"), 2}, {named("积存渣土", "Rubble"), 0}, {named("道路不洁", "Dirty road"), 2}, {named("乱堆物料", "Stored goods"), 0},
	}},
	{named("街面秩序", "Street order"), 3, []smallClass{
		{named("占道经营", "Street vending"), 0}, {named("店外经营", "Trade outside shops"), 0}, {named("机动车乱停放", "Parked cars"), 5}, {named("非机动车乱停放", "Parked bicycles"), 1},
	}},
	{named("宣传广告", "Advertising"), 3, []smallClass{
		{named("非法小广告", "Illegal bills"), 0}, {named("公益广告破损", "Torn public notices"), 22}, {named("违规户外广告", "Illegal billboards"), 0},
	}},
	{named("公用设施", "Public facilities"), 7, []smallClass{
		{named("路面破损", "Broken road"), 0}, {named("井盖缺损", "Missing cover"), 0}, {named("路灯不亮", "Dead street light"), 0}, {named("供水管破裂", "Burst water main"), 8},
	}},
	{named("园林绿化", "Greenery"), 9, []smallClass{
		{named("绿地破坏", "Damaged green"), 0}, {named("树木倒伏", "Fallen tree"), 0},
	}},
	{named("安全隐患", "Hazards"), 13, []smallClass{
		{named("消防通道占用", "Blocked fire lane"), 14}, {named("飞线充电", "Charging by loose wires"), 14}, {named("施工扬尘", "Construction dust"), 15},
	}},
	{named("小区管理", "Housing estates"), 12, []smallClass{
		{named("楼道堆物", "Goods in corridors"), 0}, {named("违法建设", "Illegal building"), 3}, {named("物业服务", "Property service"), 0},
	}},
}

func classCode(i int) string { return fmt.Sprintf("%02d", i+1) }

func smallCode(i, k int) string { return fmt.Sprintf("%02d%02d", i+1, k+1) }

func categories() []body.Category {
	var list []body.Category
	for i, c := range classes {
		list = append(list, body.Category{Code: classCode(i), Names: c.names})
		for k, s := range c.small {
			list = append(list, body.Category{Code: smallCode(i, k), Names: s.names, Parent: classCode(i)})
		}
	}
	return list
}
