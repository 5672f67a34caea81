package report

import (
	"sizhang/domain/diff"
	"sizhang/domain/fault"
)

// diffWords of a printed report, by language.
type diffWords struct {
	summary, units, ground, uncounted, moves, people, posts, spots, more string

	issuesMoved, issueUnits, openIssues string

	nobody, vacant, deputy, answers, gains, loses, cells, comma string

	kinds  map[diff.Kind]string
	fields map[diff.Field]string
}

var diffLanguages = map[fault.Language]diffWords{
	fault.Chinese: {
		summary: "新增 %d 个单元，撤销 %d 个，变更 %d 个，不变 %d 个。\n",
		units:   "单元（%d）", ground: "%s：%s 平方米易手，%d 个格网（%d 处）", uncounted: "%s：%s 平方米易手，格网过多未计（%d 处）",
		moves: "随之易手的单元（%d）", people: "人员得失（%d）", posts: "岗位变动（%d）", spots: "易手的点位（%d）",
		issuesMoved: "易手的未结问题（%d 件，未结共 %d 件）", issueUnits: "各单元未结问题的增减（%d）", openIssues: "件未结问题",
		more:   "    …… 另有 %d 项\n",
		nobody: "无", vacant: "空缺", deputy: "（副）", answers: "第一责任人", gains: "增加 ", loses: "失去 ", cells: "格网", comma: "，",
		kinds: map[diff.Kind]string{diff.Added: "新增", diff.Ended: "撤销", diff.Changed: "变更"},
		fields: map[diff.Field]string{
			diff.FieldLevel: "层级", diff.FieldName: "名称", diff.FieldNameEN: "英文名", diff.FieldParent: "上级", diff.FieldGridCode: "单元网格编码",
			diff.FieldGround: "图形", diff.FieldPredecessors: "前身", diff.FieldGenerated: "是否生成",
		},
	},
	fault.English: {
		summary: "%d units added, %d ended, %d changed, %d as they were.\n",
		units:   "Units (%d)", ground: "%s: %s m² and %d cells change hands (%d places)", uncounted: "%s: %s m² change hands, in too many cells to count (%d places)",
		moves: "Units that change hands with it (%d)", people: "Who gains and who loses (%d)", posts: "Posts (%d)", spots: "Spots that change hands (%d)",
		issuesMoved: "Open issues that change hands (%d of %d open)", issueUnits: "Open issues by unit (%d)", openIssues: "open issues",
		more:   "    … and %d more\n",
		nobody: "nobody", vacant: "vacant", deputy: " (deputy)", answers: "first answer", gains: "gains ", loses: "loses ", cells: "cells", comma: ", ",
		kinds: map[diff.Kind]string{diff.Added: "added", diff.Ended: "ended", diff.Changed: "changed"},
		fields: map[diff.Field]string{
			diff.FieldLevel: "level", diff.FieldName: "name", diff.FieldNameEN: "English name", diff.FieldParent: "parent", diff.FieldGridCode: "grid code",
			diff.FieldGround: "ground", diff.FieldPredecessors: "predecessors", diff.FieldGenerated: "generated",
		},
	},
}
