package access

import (
	"slices"
	"strings"
)

// Right is one thing that can be allowed (权限), object before verb. Which role
// has which is data; what each opens is code.
type Right string

const (
	// TerritoryRead 查看草案: drafts, their audit and what they change.
	TerritoryRead Right = "territory.read"
	// TerritoryEdit 维护辖区: open, fill, drop and publish drafts.
	TerritoryEdit Right = "territory.edit"
	// TerritoryExport 导出台账: whole tables, telephone numbers among them.
	TerritoryExport Right = "territory.export"
	// PostHandOver 岗位交接: change who holds a post.
	PostHandOver Right = "post.hand_over"
	// PersonRead 查看人员: who holds posts, their telephone numbers masked.
	PersonRead Right = "person.read"
	// PersonUnmask 查看电话: one person's telephone number whole, on the record.
	PersonUnmask Right = "person.unmask"
	// AccountRead 查看账号.
	AccountRead Right = "account.read"
	// AccountManage 管理账号: create, disable, reset, grant; never more than one has.
	AccountManage Right = "account.manage"
	// RecordRead 查看操作记录, RecordExport 导出操作记录.
	RecordRead   Right = "record.read"
	RecordExport Right = "record.export"
	// HookManage 管理回调: webhooks of the whole city, and what could not be delivered.
	HookManage Right = "hook.manage"

	// What follows is about issues 问题.

	IssueRead     Right = "issue.read"
	IssueReport   Right = "issue.report"   // 上报
	IssueComment  Right = "issue.comment"  // 批注
	IssueHandle   Right = "issue.handle"   // 认领、处置
	IssueDispatch Right = "issue.dispatch" // 派遣
	IssueApprove  Right = "issue.approve"  // 延期、挂账、作废等审批
	IssueVerify   Right = "issue.verify"   // 核查
	IssueClose    Right = "issue.close"    // 结案、销号
	IssueOrder    Right = "issue.order"    // 登记热线工单，代来电人评价
)

// Rights lists every right.
var Rights = []Right{
	TerritoryRead, TerritoryEdit, TerritoryExport, PostHandOver, PersonRead, PersonUnmask,
	AccountRead, AccountManage, RecordRead, RecordExport, HookManage,
	IssueRead, IssueReport, IssueComment, IssueHandle, IssueDispatch, IssueApprove, IssueVerify, IssueClose, IssueOrder,
}

// Known says whether there is such a right.
func (r Right) Known() bool { return slices.Contains(Rights, r) }

// Reads says whether the right only looks, so that a deputy whose principal is
// there has it.
func (r Right) Reads() bool { return strings.HasSuffix(string(r), ".read") }
