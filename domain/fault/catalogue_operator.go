package fault

// What stands between a request and long work on a whole city.
const (
	ServerBusy       Code = "server_busy"
	RequestAbandoned Code = "request_abandoned"
	FileUnreadable   Code = "file_unreadable"
	FormatUnfit      Code = "format_unfit"
)

func init() {
	extend(map[Code]entry{
		ServerBusy:       {Unavailable, "正在处理其他费时的请求，请稍后再试。", "Other long requests are being answered; try again shortly."},
		RequestAbandoned: {Invalid, "请求未等到应答就断开了，没有做完。", "The request was given up before its answer; the work was not finished."},
		FormatUnfit:      {Invalid, "{noun} 不能导出为 {format}；只有单元可以。", "There is no {format} of {noun}; only units have one."},
		FileUnreadable:   {Invalid, "文件无法读取：{reason}", "The file cannot be read: {reason}"},
	})
}
