package fault

// What can be wrong with a workbook.
const (
	WorkbookLocked   Code = "workbook_locked"
	WorkbookKind     Code = "workbook_kind"
	WorkbookBroken   Code = "workbook_broken"
	WorkbookTooLarge Code = "workbook_too_large"
	SheetMissing     Code = "sheet_missing"
	SheetUnread      Code = "sheet_unread"
	RowsHidden       Code = "rows_hidden"
)

// What can be wrong with a cell of a table.
const (
	CellFailed       Code = "cell_failed"
	CellUncalculated Code = "cell_uncalculated"
	CellMerged       Code = "cell_merged"
	DigitsLost       Code = "digits_lost"
	TextUnprintable  Code = "text_unprintable"
)

// What can stand in the way of handing out a table.
const (
	TableTooLong   Code = "table_too_long"
	TextNotTabular Code = "text_not_tabular"
)

func init() {
	extend(map[Code]entry{
		WorkbookLocked:   {Invalid, "工作簿有密码保护；请取消密码，或另存为 CSV。", "The workbook is protected by a password; remove it, or save as CSV."},
		WorkbookKind:     {Invalid, "这是 {kind} 文件；请在表格软件中另存为 .xlsx 或 CSV。", "This is an {kind} file; save it as .xlsx or CSV in your spreadsheet program."},
		WorkbookBroken:   {Invalid, "工作簿已损坏，无法完整读取（{reason}）；请重新保存或重新传送文件。", "The workbook is damaged and cannot be read whole ({reason}); save it again, or send it again."},
		WorkbookTooLarge: {TooLarge, "工作簿解压后过大，或结构过于复杂；请只保留要导入的工作表，另存为 .xlsx 或 CSV。", "The workbook is too large or too complex when unpacked; keep only the sheet to import and save it as .xlsx or CSV."},
		SheetMissing:     {Invalid, "没有工作表“{sheet}”；现有：{sheets}。", "There is no sheet “{sheet}”; there are: {sheets}."},
		SheetUnread:      {Invalid, "未读取工作表“{sheet}”；读取的是“{read}”。", "The sheet “{sheet}” was not read; “{read}” was."},
		RowsHidden:       {Invalid, "有 {count} 行被隐藏或筛选掉，也已读取。", "{count} rows are hidden or filtered out; they were read, too."},

		CellFailed:       {Invalid, "公式出错：{value}。", "The formula came to an error: {value}."},
		CellUncalculated: {Invalid, "公式没有计算结果；请用表格软件打开文件并保存后再导入。", "The file does not hold what this formula comes to; open it in a spreadsheet program, save it and import it again."},
		CellMerged:       {Invalid, "此格属于合并单元格 {area}，值不明确；请取消合并，逐行填写。", "This cell is part of the merged cells {area}, so that its value is not certain; unmerge them and fill in every row."},
		DigitsLost:       {Invalid, "“{value}”是按数字保存的，超过 15 位，后面的位数已经丢失；请把该列设为文本后重新填写。", "“{value}” was kept as a number of more than 15 digits, and the last ones are lost; format the column as text and fill it in again."},
		TextUnprintable:  {Invalid, "含有看不见的控制字符（{character}）；请删去后重新填写。", "There is a control character that cannot be seen ({character}); delete it and type the text again."},

		TableTooLong:   {TooLarge, "记录过多：一张工作表最多 {max} 行；请分部分导出，或导出为 CSV。", "Too many records: a sheet has at most {max} rows; export in parts, or as CSV."},
		TextNotTabular: {Invalid, "“{column}”的内容“{value}”无法原样写进表格（控制字符、首尾空格，或者过长）；请先更正（{record}）。", "“{value}” in {column} cannot be written to a table and read back as it is (control characters, spaces around it, or its length); correct it first ({record})."},
	})
}
