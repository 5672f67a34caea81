package fault

// What stands between a request and the work of the operator.
const (
	WritesDisabled   Code = "writes_disabled"
	OperatorRequired Code = "operator_required"
	ServerBusy       Code = "server_busy"
	RequestAbandoned Code = "request_abandoned"
	FileUnreadable   Code = "file_unreadable"
	FormatUnfit      Code = "format_unfit"
)

func init() {
	extend(map[Code]entry{
		WritesDisabled:   {Missing, "本服务没有设置管理员令牌，不接受写入、草案和导出；请用 --operator-token 或 SIZHANG_OPERATOR_TOKEN 设置后重启。", "This server has no operator token, so it takes no writes and shows no drafts or exports; set --operator-token or SIZHANG_OPERATOR_TOKEN and start it again."},
		OperatorRequired: {Missing, "须有管理员令牌：Authorization: Bearer 令牌。", "This needs the operator token: Authorization: Bearer TOKEN."},
		ServerBusy:       {Unavailable, "正在处理其他费时的请求，请稍后再试。", "Other long requests are being answered; try again shortly."},
		RequestAbandoned: {Invalid, "请求未等到应答就断开了，没有做完。", "The request was given up before its answer; the work was not finished."},
		FormatUnfit:      {Invalid, "{noun} 不能导出为 {format}；只有单元可以。", "There is no {format} of {noun}; only units have one."},
		FileUnreadable:   {Invalid, "文件无法读取：{reason}", "The file cannot be read: {reason}"},
	})
}
