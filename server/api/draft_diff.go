package api

import (
	"bytes"
	"context"
	"errors"
	"iter"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/access"
	"sizhang/domain/diff"
	"sizhang/domain/fault"
	"sizhang/server/app"
	"sizhang/server/report"
	"sizhang/server/session"
)

var aboutDraftDiff = about{
	id: "draftDiff", tag: tagDrafts, access: rightTo(access.TerritoryRead, wholeCity), heavy: true,
	zh: "草案改变什么", en: "What a draft changes",
	note: "草案生效前后的比较：哪些单元新增、撤销、变更，谁得到、谁失去哪些地、网格、下级单元、岗位与未结问题。未结问题一律计数，只列出有权查看者的编号。`at` 为假设的生效时间。`format=geojson` 给出所在位置，`format=text` 供阅读。\n\n" +
		"Before and after the draft: which units come, end and change, and who gains and loses which ground, cells, finer units, posts and open issues. All open issues are counted, and only those that one may read are named. `at` is when it would take effect. `format=geojson` gives the places, `format=text` is for people.",
	produces: reportTypes,
	problems: []fault.Code{fault.DraftUnknown, fault.DraftPublished, fault.DraftDropped, fault.CityWithoutProfile, fault.InstantInvalid},
	answer: func(r huma.Registry) map[string]*huma.Response {
		return reported("变更 · The changes", diffSchema(r))
	},
}

// diffSchema is that of report.DiffBody, which knows nothing of contracts: where
// it holds null is said here.
func diffSchema(r huma.Registry) *huma.Schema {
	body := schemaOf[report.DiffBody](r)
	for name, nullable := range map[string][]string{
		"DiffTransfer": {"from", "to", "cells"}, "DiffMove": {"from", "to"}, "DiffOwner": {"from", "to"}, "DiffIssueMove": {"from", "to"}, "DiffSpot": {"before", "after"},
	} {
		orNull(r.Map()[name], nullable...)
	}
	return body
}

func (s *Server) draftDiff(ctx context.Context, in *struct {
	SignedIn
	DraftAtInput
	ReportInput
}) (*written, error) {
	when, err := s.instant(in.At)
	if err != nil {
		return nil, err
	}
	after, err := s.app.Standing(ctx, in.City, in.ID, when.Time)
	if err != nil {
		return nil, err
	}
	before, err := s.app.Standing(ctx, in.City, "", after.At)
	if f := (*fault.Fault)(nil); err != nil && !(errors.As(err, &f) && f.Code == fault.CityWithoutProfile) {
		return nil, err
	}
	issues, err := s.openIssues(in.who, in.City)
	if err != nil {
		return nil, err
	}
	changes, err := diff.Compare(stateOf(before), stateOf(after), diff.Options{Issues: issues})
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	media := form(in.Format, in.Accept, reportTypes)
	var body []byte
	switch media {
	case geoJSONType:
		body, err = report.DiffGeoJSON(changes)
	case plainType:
		media, err = textType, report.PrintDiff(&text, changes, languageOf(in.Language))
		body = text.Bytes()
	default:
		body, err = report.DiffJSON(changes)
	}
	return whole(media, body), err
}

// openIssues are a city's, for a comparison to follow; ids only of those that one may
// read. None on a server that has no issues.
func (s *Server) openIssues(who session.Signed, city string) (iter.Seq[diff.Issue], error) {
	if s.options.Issues == nil {
		return nil, nil
	}
	desk, err := s.desk()
	if err != nil {
		return nil, err
	}
	return desk.Board(city).OpenPoints(who.Scope(access.IssueRead)), nil
}

func stateOf(s app.Standing) diff.State {
	return diff.State{Profile: s.Profile, Units: s.Units, Seats: s.Seats, At: s.At}
}
