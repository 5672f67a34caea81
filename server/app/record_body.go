package app

import (
	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/server/store"
)

type bodyBody struct {
	Edition   string `json:"edition"`
	Code      string `json:"code"`
	NameZH    string `json:"name_zh"`
	NameEN    string `json:"name_en,omitempty"`
	Parent    string `json:"parent,omitempty"`
	Kind      string `json:"kind,omitempty"`
	Generated bool   `json:"generated,omitempty"`
	// Over is what it was laid over, see shelf.over.
	Over *bodyBody `json:"over,omitempty"`
}

func bodyBodyOf(b body.Body, edition string) bodyBody {
	return bodyBody{edition, b.Code, b.Names.ZH, b.Names.EN, b.Parent, b.Kind, b.Generated, nil}
}

func (b bodyBody) key() any { return b.Code }

func (b bodyBody) record() (body.Body, error) {
	return body.Body{Code: b.Code, Names: city.Names{ZH: b.NameZH, EN: b.NameEN}, Parent: b.Parent, Kind: b.Kind, Generated: b.Generated}, nil
}

type chargeBody struct {
	Edition   string `json:"edition"`
	Category  string `json:"category"`
	Body      string `json:"body"`
	Unit      string `json:"unit,omitempty"`
	From      string `json:"from,omitempty"`
	Until     string `json:"until,omitempty"`
	Document  string `json:"document,omitempty"`
	Generated bool   `json:"generated,omitempty"`
}

func chargeBodyOf(c body.Charge, edition string) chargeBody {
	return chargeBody{edition, c.Category, c.Body, c.Unit, store.FormatInstant(c.From), store.FormatInstant(c.Until), c.Document, c.Generated}
}

func (b chargeBody) key() any { return [4]string{b.Category, b.Body, b.Unit, b.From} }

func (b chargeBody) record() (body.Charge, error) {
	from, until, err := parseSpan(b.From, b.Until)
	return body.Charge{Category: b.Category, Body: b.Body, Unit: b.Unit, From: from, Until: until, Document: b.Document, Generated: b.Generated}, err
}
