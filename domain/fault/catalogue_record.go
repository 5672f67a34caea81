package fault

// The record of what was done.
const RecordBroken Code = "record_broken"

func init() {
	extend(map[Code]entry{
		RecordBroken: {Unavailable, "城市 {city} 的操作记录第 {block} 块缺失或被改动，不能续写；请在服务器上运行 sizhang record verify。", "Block {block} of the record of {city} is missing or was changed, so nothing can be added; run sizhang record verify on the server."},
	})
}
