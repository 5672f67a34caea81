package fault

// What can be wrong with units that end and with what units came of.
const (
	NothingToEnd        Code = "nothing_to_end"
	EndedWithChildren   Code = "ended_with_children"
	CodeRevived         Code = "code_revived"
	PredecessorItself   Code = "predecessor_itself"
	PredecessorUnknown  Code = "predecessor_unknown"
	PredecessorLevel    Code = "predecessor_level"
	PredecessorCircle   Code = "predecessor_circle"
	PredecessorsByPlace Code = "predecessors_by_place"
)

func init() {
	extend(map[Code]entry{
		NothingToEnd:        {Invalid, "要撤销的单元并不在册，无需撤销。", "There is no such unit in force to end."},
		EndedWithChildren:   {Invalid, "要撤销的单元下面还有 {count} 个单元：{children}；请一并撤销或改变其上级。", "{count} units still hang under the unit that is to end: {children}; end them, too, or give them another parent."},
		CodeRevived:         {Invalid, "代码 {code} 的单元（{name}）曾被撤销，现重新启用；如是另一个单元，请另编代码。", "The unit {code} ({name}) had ended and stands again; if this is another unit, give it a code of its own."},
		PredecessorItself:   {Invalid, "单元 {code} 不能是自己的前身。", "The unit {code} cannot be its own predecessor."},
		PredecessorUnknown:  {Invalid, "前身 {code} 从未存在，既不在现有单元和已撤销的单元中，也不在文件中。", "The predecessor {code} never was: it is neither in force, nor has it ended, nor is it in the file."},
		PredecessorLevel:    {Invalid, "前身 {code} 属于层级 {level}，而本单元属于 {own}。", "The predecessor {code} is of level {level}, this unit of {own}."},
		PredecessorCircle:   {Invalid, "前身关系成环：{chain}。", "The predecessors run in a circle: {chain}."},
		PredecessorsByPlace: {Invalid, "按所在位置认定前身：{predecessors}。", "By its place it came of {predecessors}."},
	})
}
