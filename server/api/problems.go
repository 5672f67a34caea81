package api

import (
	"context"
	"slices"

	"sizhang/domain/fault"
)

var aboutProblems = about{
	id: "problems", tag: tagSelf, access: openToAll,
	zh: "全部错误代码", en: "Every problem code",
	note: "代码是契约的一部分：不改名，不改义。花括号内为每次填入的值。\n\n" +
		"Codes are part of the contract: never renamed, never changed in meaning. What stands in braces is filled in each time.",
}

var aboutProblem = about{
	id: "problem", tag: tagSelf, access: openToAll,
	zh: "一个错误代码", en: "One problem code",
	note:     "problem 的 `type` 指向这里。\n\nWhere the `type` of a problem leads.",
	problems: []fault.Code{fault.NotFound},
}

type problemsOutput struct {
	Body struct {
		Problems []problemEntry `json:"problems"`
	} `nameHint:"Problems"`
}

type problemEntry struct {
	Code   fault.Code `json:"code" example:"crs_unknown"`
	Status int        `json:"status" minimum:"400" maximum:"599" example:"422"`
	ZH     string     `json:"zh" example:"未知坐标系 {crs}；可用 wgs84、gcj02、bd09。"`
	EN     string     `json:"en" example:"Unknown datum {crs}; use wgs84, gcj02 or bd09."`
}

type problemInput struct {
	Code string `path:"code" example:"crs_unknown"`
}

type problemOutput struct{ Body problemEntry }

func entryOf(code fault.Code) problemEntry {
	f := fault.New(code, "", nil)
	return problemEntry{code, statusOf(code), f.Text(fault.Chinese), f.Text(fault.English)}
}

func (s *Server) problems(context.Context, *struct{}) (*problemsOutput, error) {
	codes := fault.Codes()
	slices.Sort(codes)
	out := &problemsOutput{}
	for _, code := range codes {
		out.Body.Problems = append(out.Body.Problems, entryOf(code))
	}
	return out, nil
}

func (s *Server) problem(_ context.Context, in *problemInput) (*problemOutput, error) {
	code := fault.Code(in.Code)
	if !slices.Contains(fault.Codes(), code) {
		return nil, fault.New(fault.NotFound, "code", nil)
	}
	return &problemOutput{entryOf(code)}, nil
}
