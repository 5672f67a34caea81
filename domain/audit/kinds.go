package audit

import (
	"sizhang/domain/city"
	"sizhang/domain/fault"
)

// Kind is one kind of finding.
type Kind struct {
	Code fault.Code
	// Names is a heading for findings of the kind.
	Names city.Names
	// Measured is true where the areas of the findings add up to something: ground
	// that is claimed twice, or by nobody.
	Measured bool
	// Note marks what may well be right and is for people to look at; every other
	// kind is a fault, on which an audit fails.
	Note bool
}

// Kinds are all kinds of finding in the order of a report.
//
// Ground comes first, since heads hang on it. A road may cross its parent's
// border, a shed may be smaller than a cell, a city may keep a unit by name only
// and fill its leaders' posts one by one: those are notes.
var Kinds = []Kind{
	{Code: fault.AuditOverlap, Names: city.Names{ZH: "重叠", EN: "Overlaps"}, Measured: true},
	{Code: fault.AuditGap, Names: city.Names{ZH: "空白", EN: "Gaps"}, Measured: true},
	{Code: fault.AuditGapBetween, Names: city.Names{ZH: "单元之间的空隙", EN: "Gaps between units"}, Measured: true},
	{Code: fault.AuditOutside, Names: city.Names{ZH: "超出上级范围", EN: "Outside the parent"}, Measured: true},
	{Code: fault.AuditThin, Names: city.Names{ZH: "过窄", EN: "Too thin"}},
	{Code: fault.AuditUnmeasured, Names: city.Names{ZH: "无法计算", EN: "Not to be computed"}},

	{Code: fault.AuditWithoutHead, Names: city.Names{ZH: "无长", EN: "Without a head"}},
	{Code: fault.AuditWithoutLeader, Names: city.Names{ZH: "无领导", EN: "Without a leader"}},
	{Code: fault.AuditPostVacant, Names: city.Names{ZH: "岗位空缺", EN: "Vacant posts"}},
	{Code: fault.AuditDeputyOver, Names: city.Names{ZH: "代理期满", EN: "Deputies whose time is over"}},
	{Code: fault.AuditDeputyEndless, Names: city.Names{ZH: "代理无期限", EN: "Deputies without a stated time"}},

	{Code: fault.AuditSponsorKindUnknown, Names: city.Names{ZH: "包保方式不明", EN: "Unknown kinds of sponsorship"}},
	{Code: fault.AuditSponsoredUnknown, Names: city.Names{ZH: "包保的单元不存在", EN: "Sponsored units that do not exist"}},
	{Code: fault.AuditSponsoredLevel, Names: city.Names{ZH: "包保的层级不符", EN: "Sponsorships at the wrong level"}},
	{Code: fault.AuditSponsorOverloaded, Names: city.Names{ZH: "包保过多", EN: "Sponsors with too many units"}},
	{Code: fault.AuditSponsorsTooMany, Names: city.Names{ZH: "包保主体过多", EN: "Units with too many sponsors"}},
	{Code: fault.AuditSponsorMissing, Names: city.Names{ZH: "无人包保", EN: "Units without a sponsor"}},

	{Code: fault.AuditCrosses, Names: city.Names{ZH: "越过上级边界", EN: "Across the parent’s border"}, Measured: true, Note: true},
	{Code: fault.AuditSmall, Names: city.Names{ZH: "小于一个 H3 格", EN: "Smaller than a cell"}, Note: true},
	{Code: fault.AuditWithoutGround, Names: city.Names{ZH: "没有图形", EN: "Without ground"}, Note: true},
	{Code: fault.AuditLeaderMissing, Names: city.Names{ZH: "领导未配齐", EN: "Leaders missing"}, Note: true},
	{Code: fault.AuditOfficeNowhere, Names: city.Names{ZH: "单元已撤销而仍在任", EN: "In office at a unit that is no more"}, Note: true},
}

var noted = func() map[fault.Code]bool {
	notes := map[fault.Code]bool{}
	for _, k := range Kinds {
		notes[k.Code] = k.Note
	}
	return notes
}()
