package app

import (
	"time"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/clock"
)

type categoryBody struct {
	Edition      string `json:"edition"`
	Code         string `json:"code"`
	NameZH       string `json:"name_zh"`
	NameEN       string `json:"name_en,omitempty"`
	Parent       string `json:"parent,omitempty"`
	Kind         string `json:"kind,omitempty"`
	Department   string `json:"department,omitempty"`
	Supervisor   string `json:"supervisor,omitempty"`
	Hands        string `json:"hands,omitempty"`
	PhotosReport int    `json:"photos_report,omitempty"` // -1 is none
	PhotosFinish int    `json:"photos_finish,omitempty"`

	Conditions []conditionBody `json:"conditions,omitempty"`
	// Over is what it was laid over, see shelf.over.
	Over *categoryBody `json:"over,omitempty"`
}

type conditionBody struct {
	Code    string    `json:"code"`
	Filing  string    `json:"filing,omitempty"`
	Closing string    `json:"closing,omitempty"`
	Limit   limitBody `json:"limit,omitzero"`
}

// limitBody is a time limit; the zero limitBody is none.
type limitBody struct {
	Kind    string `json:"kind"`
	Seconds int64  `json:"seconds"` // days have 86400

}

func limitBodyOf(l clock.Limit) limitBody {
	return limitBody{string(l.Kind), int64(l.Amount / time.Second)}
}

func (b limitBody) limit() clock.Limit {
	return clock.Limit{Kind: clock.Kind(b.Kind), Amount: time.Duration(b.Seconds) * time.Second}
}

func categoryBodyOf(c body.Category, edition string) categoryBody {
	b := categoryBody{
		Edition: edition, Code: c.Code, NameZH: c.Names.ZH, NameEN: c.Names.EN, Parent: c.Parent, Kind: string(c.Kind),
		Department: c.Department, Supervisor: c.Supervisor, Hands: string(c.Hands), PhotosReport: c.PhotosReport, PhotosFinish: c.PhotosFinish,
	}
	for _, of := range c.Conditions {
		b.Conditions = append(b.Conditions, conditionBody{of.Code, of.Filing, of.Closing, limitBodyOf(of.Limit)})
	}
	return b
}

func (b categoryBody) key() any { return b.Code }

func (b categoryBody) record() (body.Category, error) {
	c := body.Category{
		Code: b.Code, Names: city.Names{ZH: b.NameZH, EN: b.NameEN}, Parent: b.Parent, Kind: body.CategoryKind(b.Kind),
		Department: b.Department, Supervisor: b.Supervisor, Hands: city.Hands(b.Hands), PhotosReport: b.PhotosReport, PhotosFinish: b.PhotosFinish,
	}
	for _, of := range b.Conditions {
		c.Conditions = append(c.Conditions, body.Condition{Code: of.Code, Filing: of.Filing, Closing: of.Closing, Limit: of.Limit.limit()})
	}
	return c, nil
}
