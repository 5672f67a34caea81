package fault

// What can be wrong with a file or a term beside what is in force.
const (
	WholeIncomplete Code = "whole_incomplete"
	TermWithdrawn   Code = "term_withdrawn"
	TextSpaced      Code = "text_spaced"
)

func init() {
	extend(map[Code]entry{
		WholeIncomplete: {Invalid, "文件有 {count} 条记录被略去，不能再视为 {levels} 的全部：文件写明的单元会因此被撤销。请先更正这些记录，或不用 whole。", "{count} records of the file were left out, so it cannot be the whole of {levels}: units that it names would end. Correct them first, or import without whole."},
		TermWithdrawn:   {Invalid, "{person} 自 {from} 起的任期已撤回，视为从未任职。", "The term of {person} from {from} is withdrawn, as if it had never been."},
		TextSpaced:      {Invalid, "首尾不能有空格。", "There must be no space before or after it."},
	})
}
