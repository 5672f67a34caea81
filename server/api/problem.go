package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"sizhang/domain/fault"
)

// problem is how every refusal looks on the wire: an RFC 9457 problem with a
// code that clients match on. Texts may be reworded; type and code never change.
type problem struct {
	Type     string         `json:"type" format:"uri-reference" doc:"说明此代码的地址 · Where the code is explained" example:"/problems/crs_unknown"`
	Title    string         `json:"title" doc:"状态的概括 · Summary of the status" example:"请求无效"`
	Status   int            `json:"status" minimum:"400" maximum:"599" doc:"HTTP 状态码 · HTTP status" example:"422"`
	Detail   string         `json:"detail" doc:"这一次出了什么问题 · What was wrong this time" example:"未知坐标系 wgs72；可用 wgs84、gcj02、bd09。"`
	Instance string         `json:"instance,omitempty" format:"uri-reference" doc:"这一次请求的编号 · This very request" example:"urn:sizhang:request:7d0f2c"`
	Code     fault.Code     `json:"code" doc:"稳定的错误代码 · Stable code" example:"crs_unknown"`
	Errors   []fieldProblem `json:"errors,omitempty" doc:"有问题的各项 · The fields at fault"`

	// retry is when to come again, in seconds; 0 where nobody said.
	retry int
}

// fieldProblem says what is wrong with one field.
type fieldProblem struct {
	Field  string     `json:"field" doc:"参数名或 JSON 路径 · Parameter or JSON path" example:"crs"`
	Code   fault.Code `json:"code" doc:"稳定的错误代码 · Stable code" example:"crs_unknown"`
	Detail string     `json:"detail" doc:"说明 · Text" example:"未知坐标系 wgs72；可用 wgs84、gcj02、bd09。"`
	Line   int        `json:"line,omitempty" minimum:"1" doc:"文件中的行 · Line of the file"`
	Column int        `json:"column,omitempty" minimum:"1" doc:"文件中的列 · Column of the file"`
}

const problemType = "application/problem+json"

// newProblem words one refusal. Faults at fields or lines, one or several, are listed
// under errors; the first gives the code unless they were found by checking the
// request against the contract, which has the code invalid_request.
func newProblem(language fault.Language, request string, f *fault.Fault, fields ...*fault.Fault) *problem {
	status := statusOf(f.Code)
	p := &problem{
		Type:   "/problems/" + string(f.Code),
		Title:  titles[status].in(language),
		Status: status,
		Detail: f.Text(language),
		Code:   f.Code,
	}
	if request != "" {
		p.Instance = "urn:sizhang:request:" + request
	}
	if len(fields) == 0 && f.Place(language) != "" {
		fields = []*fault.Fault{f}
	}
	if seconds, told := f.With["seconds"]; told {
		p.retry, _ = strconv.Atoi(fmt.Sprint(seconds))
	}
	for _, field := range fields {
		p.Errors = append(p.Errors, fieldProblem{field.Field, field.Code, field.Text(language), field.Line, field.Column})
	}
	return p
}

// Error makes a problem an error that huma passes through.
func (p *problem) Error() string { return string(p.Code) + ": " + p.Detail }

// GetStatus is where huma finds the status.
func (p *problem) GetStatus() int { return p.Status }

// ContentType is what huma sends a problem as.
func (p *problem) ContentType(string) string { return problemType }

// writeProblem answers with a problem outside huma: unknown routes, panics.
func writeProblem(w http.ResponseWriter, r *http.Request, f *fault.Fault, fields ...*fault.Fault) {
	send(w, newProblem(languageOf(r.Header.Get("Accept-Language")), w.Header().Get(requestIDHeader), f, fields...))
}

// send answers with a problem.
func send(w http.ResponseWriter, p *problem) {
	h := w.Header()
	p.headers(h)
	h.Set("Content-Type", problemType)
	h.Set("Cache-Control", "no-store")
	h.Del("ETag")
	w.WriteHeader(p.Status)
	// The client may be gone; there is nobody else to tell.
	_ = json.NewEncoder(w).Encode(p)
}

// headers sets what clients read beside the body: when to come again, and how to
// say who they are (RFC 9110, section 11.6.1).
func (p *problem) headers(h http.Header) {
	if p.retry > 0 {
		h.Set("Retry-After", strconv.Itoa(p.retry))
	}
	switch {
	case p.Status == http.StatusUnauthorized && h.Get(challengeField) == "":
		h.Set(challengeField, challenge)
	case p.Code == fault.RightMissing:
		h.Set(challengeField, lackingToken)
	}
}

// invalid lists the fields of a request that do not fit the contract.
type invalid []*fault.Fault

func (fields invalid) Error() string {
	texts := make([]string, len(fields))
	for i, field := range fields {
		texts[i] = field.Error()
	}
	return strings.Join(texts, "; ")
}

// problemFor words an error that a handler returned.
func problemFor(ctx huma.Context, err error) *problem {
	p := wordsFor(ctx, err)
	humagin.Unwrap(ctx).Set(refusedKey, p.Code)
	return p
}

func wordsFor(ctx huma.Context, err error) *problem {
	language, request := languageOf(ctx.Header("Accept-Language")), requestID(ctx)
	var fields invalid
	if errors.As(err, &fields) {
		return newProblem(language, request, fault.New(fault.InvalidRequest, "", nil), fields...)
	}
	if all := fault.All(err); len(all) > 1 {
		return newProblem(language, request, all[0], all...)
	}
	f := fault.As(err)
	if f.Kind() == fault.Internal {
		if ctx.Context().Err() != nil { // the client went away
			return newProblem(language, request, fault.New(fault.RequestAbandoned, "", nil))
		}
		noteCause(ctx, f)
	}
	return newProblem(language, request, f)
}
