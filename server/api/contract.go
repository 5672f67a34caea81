package api

import (
	"context"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"sizhang/domain/fault"
)

// route is one operation: where it is, what answers it and what the contract
// says about it.
type route struct {
	method, path string
	handler      registrar
	about        about
}

// registrar registers an operation whose input and output types it knows.
type registrar func(huma.API, huma.Operation)

// operation remembers a handler together with its types.
func operation[I, O any](handle func(context.Context, *I) (*O, error)) registrar {
	return func(api huma.API, op huma.Operation) { huma.Register(api, op, handle) }
}

// about is what the contract says about an operation, Chinese first.
type about struct {
	id     string // operationId
	tag    string
	zh, en string // one line each
	note   string // Markdown: Chinese, then English
	// produces are the media types of a good answer, the default one first;
	// JSON where there are none.
	produces []string
	// answer describes good answers that the handler's output type does not.
	answer func(huma.Registry) map[string]*huma.Response
	// problems that the operation itself can answer with. What any operation
	// can answer with is added.
	problems []fault.Code
	// maxBody is how many bytes of body are read at most.
	maxBody int64
	// parameters are those that the handler reads itself.
	parameters func() []*huma.Param
	// body describes a request's body that the handler reads itself.
	body func(huma.Registry) *huma.MediaType
	// json is an example of the body, where huma reads one.
	json any
	// uploads are the media types of a file that the handler reads as it arrives;
	// refused describes the answer to one that is turned down.
	uploads []string
	refused func(huma.Registry) *huma.Schema
	// demands are members of the body that the handler refuses to go without, with a
	// code of its own; huma is told that they are optional, and the contract is not.
	demands []string
	// bodies describe a body that comes in several media types.
	bodies func(huma.Registry) map[string]*huma.MediaType
	// access is what it asks of whoever calls it; every route says.
	access need
	// status of a good answer; 200 where zero.
	status int
	// anyQuery is true where others decide what the query holds.
	anyQuery bool
	// heavy is true where few requests are answered at a time; arriving where many
	// bring something large from slow lines.
	heavy, arriving bool
}

const jsonType = "application/json"

const (
	tagDuty     = "责任 Duty"
	tagUnits    = "单元 Units"
	tagState    = "现状 State"
	tagDrafts   = "草案 Drafts"
	tagSignIn   = "登录 Sign-in"
	tagMe       = "本人 Me"
	tagPeople   = "人员 People"
	tagAccounts = "账号 Accounts"
	tagPhotos   = "照片 Photos"
	tagIssues   = "问题 Issues"
	tagReports  = "群众 Citizens"
	tagOrders   = "工单 Orders"
	tagWebhooks = "回调 Webhooks"
	tagRecords  = "操作记录 Records"
	tagSelf     = "服务 Service"
)

// contract is the part of the OpenAPI text that is about no single operation.
func contract(version string) huma.Config {
	config := huma.DefaultConfig("四长 Sizhang", version)
	config.CreateHooks = nil // no $schema links: they would lead out of the answer
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.Info.Description = "城市网格治理四长责任制的开放后端：任一点、任一网格，由谁负责。\n\n" +
		"Open backend for urban grid governance: who answers for any point and any cell.\n\n" +
		"坐标 · Coordinates: `crs` 为 wgs84（默认）、gcj02 或 bd09；应答一律为 WGS84。`crs` is wgs84 (default), gcj02 or bd09; answers are in WGS84.\n\n" +
		"错误 · Problems: RFC 9457，见 [/problems](/problems)；`Accept-Language` 选择中文或英文。"
	config.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{tokenScheme: tokenSecurity}
	config.Tags = []*huma.Tag{
		{Name: tagDuty, Description: "谁负责这里 · Who answers for this spot"},
		{Name: tagUnits, Description: "城市、单元与网格 · Cities, units and cells"},
		{Name: tagState, Description: "核查、覆盖、版本与导出 · Audit, coverage, versions and exports"},
		{Name: tagDrafts, Description: "草案：导入、核查、比较、发布 · Drafts: import, audit, compare, publish"},
		{Name: tagSignIn, Description: "登录、刷新与退出 · Signing in, refreshing and signing out"},
		{Name: tagMe, Description: "本人、设备、口令与二次验证 · Oneself, devices, password and second factor"},
		{Name: tagPeople, Description: "任职人员及其电话 · People who hold posts, and their telephones"},
		{Name: tagAccounts, Description: "账号与授权 · Accounts and what they may do"},
		{Name: tagIssues, Description: "上报、处置、核查到销号 · From the report until it is struck off the list"},
		{Name: tagReports, Description: "群众随手拍，无须登录 · What citizens report, without signing in"},
		{Name: tagOrders, Description: "12345 工单 · Work orders of the hotline"},
		{Name: tagPhotos, Description: "照片 · Photos"},
		{Name: tagWebhooks, Description: "事件送往其他系统 · What happens, sent to other systems"},
		{Name: tagRecords, Description: "谁做了什么 · Who did what"},
		{Name: tagSelf, Description: "探针与错误代码 · Probes and problem codes"},
	}
	return config
}

// register adds the operation to the API and its contract.
func (s *Server) register(r route, api huma.API) {
	a := r.about
	op := huma.Operation{
		OperationID:   a.id,
		Method:        r.method,
		Path:          r.path,
		Tags:          []string{a.tag},
		Summary:       a.zh + " · " + a.en,
		Description:   a.access.describe(a.note),
		MaxBodyBytes:  a.maxBody,
		DefaultStatus: a.status,
		Errors:        statuses(r.codes()),
	}
	if len(a.produces) == 0 {
		a.produces = []string{jsonType}
	}
	if a.access.who == unsaid {
		panic(r.method + " " + r.path + " does not say whom it answers")
	}
	if a.access.closed() {
		op.Security = []map[string][]string{{tokenScheme: {}}}
		op.Middlewares = append(op.Middlewares, s.admit(a.access, a.id))
	}
	op.Middlewares = append(op.Middlewares, offering(a.produces...))
	schemas := api.OpenAPI().Components.Schemas
	var known []string
	if !a.anyQuery {
		op.Middlewares = append(op.Middlewares, knowing(&known))
	}
	if a.parameters != nil {
		op.Parameters = a.parameters()
	}
	if a.answer != nil {
		op.Responses = a.answer(schemas)
	}
	if a.body != nil || a.json != nil {
		op.Middlewares = append(op.Middlewares, reading(jsonType))
		op.SkipValidateBody = a.body != nil
	}
	if a.heavy || a.arriving {
		op.Middlewares = append(op.Middlewares, s.placesFor(a).heavy)
	}
	r.handler(api, op)
	registered := operationAt(api.OpenAPI(), r.method, r.path)
	registered.describeFiles(a, schemas)
	registered.describeBodies(a, schemas)
	if a.body != nil {
		registered.RequestBody.Content[jsonType] = a.body(schemas)
	}
	if a.json != nil {
		registered.RequestBody.Content[jsonType].Example = a.json
	}
	for _, parameter := range registered.Parameters {
		if parameter.In == "query" {
			known = append(known, parameter.Name)
		}
	}
	registered.describeProblems(r.codes())
	registered.describeParameters()
}

// codes are the problems that the operation can answer with: its own, what any
// can, and what any that needs the cities can.
func (r route) codes() []fault.Code {
	codes := append(slices.Clone(r.about.problems), fault.InvalidRequest, fault.NotAcceptable, fault.InternalError)
	if r.about.json != nil {
		codes = append(codes, fault.BodyMalformed, fault.BodyTooLarge, fault.BodyTooSlow, fault.MediaTypeUnsupported)
	}
	for _, code := range r.about.access.codes() {
		if !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	if r.about.heavy || r.about.arriving {
		codes = append(codes, fault.ServerBusy)
	}
	if strings.HasPrefix(r.path, "/api/") {
		codes = append(codes, fault.NotReady)
	}
	return codes
}

func statuses(codes []fault.Code) []int {
	var statuses []int
	for _, code := range codes {
		if status := statusOf(code); !slices.Contains(statuses, status) {
			statuses = append(statuses, status)
		}
	}
	return statuses
}

// refuseWith answers with a problem from a middleware.
func refuseWith(ctx huma.Context, f *fault.Fault, fields ...*fault.Fault) {
	c := humagin.Unwrap(ctx)
	writeProblem(c.Writer, c.Request, f, fields...)
}

// refuseFor answers with the problem that an error is, from a middleware.
func refuseFor(ctx huma.Context, err error) {
	send(humagin.Unwrap(ctx).Writer, problemFor(ctx, err))
}
