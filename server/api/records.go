package api

import (
	"context"
	"strings"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/server/record"
)

var aboutRecords = about{
	id: "records", tag: tagRecords, access: rightTo(access.RecordRead, wholeCity),
	zh: "操作记录", en: "The record of what was done",
	note: "最近的在前，逐页给出：把上一页的 `next` 原样作为 `before`。每条都以哈希与前一条相连，用命令行 `record verify` 校验。记录中没有电话、口令与令牌。\n\n" +
		"The latest first, page by page: pass `next` of the page before as `before`. Each entry is chained to the one before by a hash; the command line's `record verify` checks them. No telephone, password or token is in it.",
	problems: []fault.Code{fault.InstantInvalid},
}

type recordsInput struct {
	SignedIn
	CityInput
	Kind    string `query:"kind" maxLength:"500" doc:"哪些事，逗号分隔 · Of which kinds, with commas between" example:"phone_shown,exported"`
	Account string `query:"account" maxLength:"100" doc:"何人所为：账号编号 · Who did it: an account's id" example:"01932d5e-8c00-7000-8000-000000000000"`
	From    string `query:"from" doc:"自何时：时刻，或日期（当日零时） · From when: an instant (RFC 3339) or a date" example:"2026-03-01"`
	Until   string `query:"until" doc:"至何时（不含） · First instant that is not asked about" example:"2026-04-01"`
	Before  int64  `query:"before" minimum:"0" doc:"上一页的 next · next of the page before"`
	Limit   int    `query:"limit" minimum:"1" maximum:"200" default:"100" doc:"每页条数 · Entries a page"`
}

// recordBody is one thing that happened.
type recordBody struct {
	Number  int64             `json:"number" minimum:"1" doc:"序号，从 1 起不断 · Its place, from 1, without gaps"`
	At      *string           `json:"at" format:"date-time"`
	Kind    string            `json:"kind" example:"phone_shown"`
	Account string            `json:"account,omitempty" doc:"何人所为 · Who did it"`
	Session string            `json:"session,omitempty" doc:"哪次登录 · By which sign-in"`
	Address string            `json:"address,omitempty" doc:"网络地址 · Network address"`
	Object  string            `json:"object,omitempty" doc:"对何物 · What it was done to" example:"person/P0001"`
	With    map[string]string `json:"with,omitempty" doc:"其他 · What else is known"`
	Hash    string            `json:"hash" doc:"SHA-256，与前一条相连 · SHA-256 over it and the hash before"`
}

type recordsOutput struct {
	Body struct {
		Records []recordBody `json:"records"`
		Next    *int64       `json:"next" doc:"下一页的标记；末页为 null · Mark of the next page; null on the last"`
	} `nameHint:"Records"`
}

func (s *Server) recordOf(e record.Numbered) recordBody {
	return recordBody{e.Number, s.momentText(e.At), string(e.Kind), e.Account, e.Session, e.Address, e.Object, e.With, e.Hash}
}

func (s *Server) records(ctx context.Context, in *recordsInput) (*recordsOutput, error) {
	q := record.Query{Account: in.Account, Before: in.Before, Limit: in.Limit}
	for kind := range strings.SplitSeq(in.Kind, ",") {
		if kind = strings.TrimSpace(kind); kind != "" {
			q.Kinds = append(q.Kinds, record.Kind(kind))
		}
	}
	var err error
	if q.From, err = s.named("from", in.From); err != nil {
		return nil, err
	}
	if q.Until, err = s.named("until", in.Until); err != nil {
		return nil, err
	}
	list, next, err := s.options.Record.Read(ctx, in.City, q)
	if err != nil {
		return nil, err
	}
	out := &recordsOutput{}
	out.Body.Records = make([]recordBody, len(list))
	for i, e := range list {
		out.Body.Records[i] = s.recordOf(e)
	}
	if next > 0 {
		out.Body.Next = &next
	}
	return out, nil
}
