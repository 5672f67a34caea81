package app

import (
	"sizhang/domain/sponsor"
	"sizhang/server/store"
)

type sponsorshipBody struct {
	Edition   string `json:"edition"`
	Kind      string `json:"kind"`
	Unit      string `json:"unit"`
	Sponsor   string `json:"sponsor"`
	Name      string `json:"name,omitempty"`
	From      string `json:"from,omitempty"`
	Until     string `json:"until,omitempty"`
	Document  string `json:"document,omitempty"`
	Generated bool   `json:"generated,omitempty"`
}

func sponsorshipBodyOf(s sponsor.Sponsorship, edition string) sponsorshipBody {
	return sponsorshipBody{edition, s.Kind, s.Unit, s.Sponsor, s.Name, store.FormatInstant(s.From), store.FormatInstant(s.Until), s.Document, s.Generated}
}

func (b sponsorshipBody) key() any { return [4]string{b.Kind, b.Unit, b.Sponsor, b.From} }

func (b sponsorshipBody) record() (sponsor.Sponsorship, error) {
	from, until, err := parseSpan(b.From, b.Until)
	return sponsor.Sponsorship{
		Kind: b.Kind, Unit: b.Unit, Sponsor: b.Sponsor, Name: b.Name,
		From: from, Until: until, Document: b.Document, Generated: b.Generated,
	}, err
}
