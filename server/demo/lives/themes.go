package lives

import "sizhang/server/app"

// theme is a category and what people write of it.
type theme struct {
	category string
	texts    []string
}

// said are what people write, by the category's name.
var said = []struct {
	name  string
	texts []string
}{
	{"暴露垃圾", []string{"路口堆着装修垃圾，有三四袋", "垃圾桶旁散落生活垃圾，有异味"}},
	{"垃圾箱", []string{"果皮箱门掉了", "垃圾箱满了没人清"}},
	{"道路破损", []string{"人行道地砖松动，下雨溅水", "路面有个坑，约半米宽"}},
	{"机动车乱停放", []string{"两辆车停在人行道上", "货车占着盲道"}},
	{"共享单车乱停放", []string{"地铁口单车堆成一片", "单车占了整条人行道"}},
	{"无照经营游商", []string{"路边有三个摊位，占道", "校门口流动摊贩聚集"}},
	{"店外经营", []string{"店家把货摆到路上", "烧烤店桌椅占道"}},
	{"非法小广告", []string{"电线杆上贴满小广告", "楼道里新贴的开锁广告"}},
	{"飞线充电", []string{"从三楼拉线下来给电动车充电", "车棚外飞线充电"}},
	{"楼道堆物", []string{"楼道堆着纸箱，走不过去", "消防门前堆杂物"}},
	{"消防通道占用", []string{"消防通道停了车", "消防通道被花箱堵住"}},
	{"绿地脏乱", []string{"绿地里有塑料袋和烟头", "绿化带被踩出一条路"}},
	{"树木倒伏", []string{"一棵槐树歪了，压着电线", "大风刮断树枝，挂在半空"}},
	{"雨水箅子", []string{"雨水箅子缺了一块", "箅子堵了，一下雨就积水"}},
	{"污水外溢", []string{"污水井往外冒水", "胡同里污水外溢，味道很大"}},
	{"油烟污染", []string{"餐馆油烟直排", "中午油烟很重，窗户不敢开"}},
	{"工地扬尘", []string{"工地没有苫盖", "渣土车出门不冲洗"}},
	{"公益广告破损", []string{"公益广告褪色卷边", "宣传栏玻璃碎了"}},
}

// themes are those of which the city has the category.
func themes(c *app.City) []theme {
	var list []theme
	for _, s := range said {
		for _, known := range c.Bodies.Categories() {
			if known.Names.ZH == s.name {
				list = append(list, theme{known.Code, s.texts})
				break
			}
		}
	}
	return list
}
