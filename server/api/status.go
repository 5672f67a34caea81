package api

import (
	"net/http"

	"sizhang/domain/fault"
)

// This is the only file that knows which refusal is which HTTP status.

// kindStatus maps what a caller can do about a refusal to a status.
var kindStatus = map[fault.Kind]int{
	fault.Internal:    http.StatusInternalServerError,
	fault.Invalid:     http.StatusUnprocessableEntity,
	fault.Missing:     http.StatusNotFound,
	fault.Conflict:    http.StatusConflict,
	fault.TooLarge:    http.StatusRequestEntityTooLarge,
	fault.Unavailable: http.StatusServiceUnavailable,
}

// protocolStatus holds the refusals that HTTP has a status of its own for.
var protocolStatus = map[fault.Code]int{
	fault.RouteNotFound:        http.StatusNotFound,
	fault.MethodNotAllowed:     http.StatusMethodNotAllowed,
	fault.NotAcceptable:        http.StatusNotAcceptable,
	fault.MediaTypeUnsupported: http.StatusUnsupportedMediaType,
	fault.BodyMissing:          http.StatusBadRequest,
	fault.BodyMalformed:        http.StatusBadRequest,
	fault.BodyTooLarge:         http.StatusRequestEntityTooLarge,
	fault.BodyTooSlow:          http.StatusRequestTimeout,
	fault.PhotoKind:            http.StatusUnsupportedMediaType,
	fault.PhotoHEIC:            http.StatusUnsupportedMediaType,
	fault.UnitGone:             http.StatusGone,
	fault.RequestAbandoned:     statusAbandoned,

	fault.SignInRequired:    http.StatusUnauthorized,
	fault.TokenExpired:      http.StatusUnauthorized,
	fault.SignInFailed:      http.StatusUnauthorized,
	fault.TicketInvalid:     http.StatusUnauthorized,
	fault.SSORefused:        http.StatusUnauthorized,
	fault.SSOUnknown:        http.StatusForbidden,
	fault.RightMissing:      http.StatusForbidden,
	fault.RightInsufficient: http.StatusForbidden,
	fault.TooManyAttempts:   http.StatusTooManyRequests,
	fault.TooManyRequests:   http.StatusTooManyRequests,
}

// statusAbandoned is what access logs elsewhere call a request whose client went
// away; nobody receives it.
const statusAbandoned = 499

// statusOf returns the HTTP status of a refusal.
func statusOf(code fault.Code) int {
	if status, ok := protocolStatus[code]; ok {
		return status
	}
	return kindStatus[fault.New(code, "", nil).Kind()]
}

// title is the summary of a status that never changes between occurrences, as
// RFC 9457 §3.1.3 asks.
type title struct{ zh, en string }

var titles = map[int]title{
	http.StatusBadRequest:            {"请求无法读取", "The request cannot be read"},
	http.StatusUnauthorized:          {"须登录", "Sign-in required"},
	http.StatusForbidden:             {"无权", "Not allowed"},
	http.StatusTooManyRequests:       {"过于频繁", "Too often"},
	http.StatusNotFound:              {"不存在", "Not found"},
	http.StatusMethodNotAllowed:      {"方法不允许", "Method not allowed"},
	http.StatusNotAcceptable:         {"无法按要求的格式应答", "Not acceptable"},
	http.StatusRequestTimeout:        {"请求超时", "The request took too long"},
	http.StatusGone:                  {"已不存在", "No longer there"},
	http.StatusConflict:              {"与现状冲突", "Conflict with the present state"},
	http.StatusRequestEntityTooLarge: {"超出上限", "Over the limit"},
	http.StatusUnsupportedMediaType:  {"不支持的内容类型", "Unsupported media type"},
	http.StatusUnprocessableEntity:   {"请求无效", "Invalid request"},
	statusAbandoned:                  {"请求已断开", "The request was given up"},
	http.StatusInternalServerError:   {"内部错误", "Internal error"},
	http.StatusServiceUnavailable:    {"暂不可用", "Unavailable"},
}

func (t title) in(language fault.Language) string {
	if language == fault.English {
		return t.en
	}
	return t.zh
}
