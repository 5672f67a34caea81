package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/fault"
)

var aboutLivez = about{
	id: "livez", tag: tagSelf, access: openToAll,
	zh: "进程是否在运行", en: "Is the process running",
	note: "固定应答，不查任何依赖。\n\nConstant: asks nothing of anything else.",
}

type livezOutput struct {
	Body struct {
		Status string `json:"status" enum:"ok"`
	} `nameHint:"Livez"`
}

func (s *Server) livez(context.Context, *struct{}) (*livezOutput, error) {
	out := &livezOutput{}
	out.Body.Status = "ok"
	return out, nil
}

var aboutReadyz = about{
	id: "readyz", tag: tagSelf, access: openToAll,
	zh: "能否接受请求", en: "Can it take requests",
	note: "未就绪、存储无法写入或正在停止时为 503，各项检查分别列出；无法写入时查询照常。\n\n503 while loading or stopping, and while the store takes no writes, when lookups go on; each check is named.",
	answer: func(r huma.Registry) map[string]*huma.Response {
		return map[string]*huma.Response{"503": {
			Description: "未就绪 · Not ready",
			Content:     map[string]*huma.MediaType{jsonType: {Schema: schemaOf[readiness](r)}},
		}}
	},
}

// readiness says whether every check passes.
type readiness struct {
	Status string      `json:"status" enum:"ok,unavailable"`
	Checks []readCheck `json:"checks"`
}

type readCheck struct {
	Name   string     `json:"name" enum:"cities,issues,writes,running" doc:"cities：各城市已加载、存储可用 · every city is loaded and the store answers；issues：各问题已加载 · every issue is loaded；writes：存储可以写入 · the store takes writes；running：没有正在停止 · not stopping"`
	Status string     `json:"status" enum:"ok,unavailable"`
	Code   fault.Code `json:"code,omitempty" doc:"为什么 · Why not"`
}

type readyzOutput struct {
	Status int
	Body   readiness
}

func (s *Server) readyz(context.Context, *struct{}) (*readyzOutput, error) {
	out := &readyzOutput{Status: http.StatusOK, Body: readiness{Status: "ok"}}
	check := func(name string, code fault.Code) {
		result := readCheck{Name: name, Status: "ok", Code: code}
		if code != "" {
			result.Status = "unavailable"
			out.Status, out.Body.Status = http.StatusServiceUnavailable, "unavailable"
		}
		out.Body.Checks = append(out.Body.Checks, result)
	}
	var cities, writes, running fault.Code
	if err := s.app.Ready(); err != nil {
		cities = fault.As(err).Code
	}
	if err := s.app.Writable(); err != nil {
		writes = fault.As(err).Code
	}
	if s.draining.Load() {
		running = fault.NotReady
	}
	check("cities", cities)
	if s.options.Issues != nil {
		var issues fault.Code
		if !s.issuesReady() {
			issues = fault.NotReady
		}
		check("issues", issues)
	}
	check("writes", writes)
	check("running", running)
	return out, nil
}
