package fault

// What the command line refuses by itself.
const (
	DataMissing    Code = "data_missing"
	NoOpenDraft    Code = "no_open_draft"
	DraftAmbiguous Code = "draft_ambiguous"
	OutputTaken    Code = "output_taken"
)

func init() {
	extend(map[Code]entry{
		DataMissing:    {Missing, "目录 {folder} 里没有数据；请用 --data 指定数据目录，或先导入。", "There is no data in {folder}; name the folder of the data with --data, or import something first."},
		NoOpenDraft:    {Missing, "城市 {city} 没有未发布的草案；导入即可新建。", "The city {city} has no open draft; an import makes one."},
		DraftAmbiguous: {Invalid, "有 {count} 个草案的编号以 {draft} 结尾；请多写几位。", "{count} drafts have an id that ends in {draft}; give more of it."},
		OutputTaken:    {Conflict, "{file} 是数据目录里的文件，不能作为输出文件。", "{file} is a file of the data folder; the output must go elsewhere."},
	})
}
