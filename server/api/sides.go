package api

import (
	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/body"
	"sizhang/domain/fault"
)

// sides are the three sides of duty for a spot (属地、职能、包保): the contract of
// what appendSides writes.
type sides struct {
	Territory   *firstAnswer `json:"territory" doc:"属地：第一责任人，同 answers · Who answers first, as in answers"`
	Departments []department `json:"departments" doc:"职能：主管部门 · The departments in charge"`
	// Truncated is left out where it is false.
	Truncated bool        `json:"departments_truncated,omitempty" doc:"部门或类别过多，未全部列出；请用 category · Not all departments or categories are listed; ask by category"`
	Sponsors  []sponsored `json:"sponsors" doc:"包保、包街、挂包、联点，最具体的单元在前 · Sponsors, those of the most specific unit first"`
}

// TransformSchema is where huma lets the schema say that territory may be null.
func (sides) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return orNull(s, "territory")
}

// department is a body that has something in charge at the spot.
type department struct {
	Code       string    `json:"code" example:"city_management"`
	Name       string    `json:"name" example:"城管局"`
	NameEN     string    `json:"name_en,omitempty" doc:"给出 category 时 · With category"`
	Kind       string    `json:"kind,omitempty" doc:"给出 category 时 · With category" example:"职能部门"`
	Above      []coded   `json:"above,omitempty" doc:"给出 category 时：其上的机构，近者在前，如专项组、指挥部 · With category: the bodies above it, the nearest first"`
	Categories []inHands `json:"categories" doc:"负责的问题类别 · The categories in its charge"`
	Generated  bool      `json:"generated,omitempty" doc:"演示用的虚构数据 · Made up for a demonstration"`
}

// coded is a code with its name.
type coded struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// inHands is a category in a department's charge.
type inHands struct {
	Code     string `json:"code" example:"sanitation"`
	Name     string `json:"name" example:"环境卫生"`
	Unit     string `json:"unit,omitempty" doc:"只在这个单元内负责 · In charge within this unit only"`
	Document string `json:"document,omitempty" doc:"分工文号，给出 category 时 · The paper that says so, with category"`
}

// sponsored is somebody who stands beside the heads of a unit.
type sponsored struct {
	Kind      string `json:"kind" example:"street_adoption"`
	KindName  string `json:"kind_name" example:"包街单位"`
	Body      string `json:"body,omitempty" doc:"机构代码；个人没有 · The body's code; none for a person"`
	Name      string `json:"name" doc:"包保单位或个人的名称 · The sponsor's name" example:"区水务局"`
	Unit      string `json:"unit" doc:"包保的单元 · The unit that is sponsored" example:"110101001001"`
	Document  string `json:"document" doc:"文号 · The paper that says so"`
	Since     string `json:"since" format:"date" doc:"首日 · First day" example:"2024-03-01"`
	Generated bool   `json:"generated,omitempty" doc:"演示用的虚构数据 · Made up for a demonstration"`
}

// How much of a register one answer lists. Who wants the rest asks by category.
const (
	maxDepartments = 50
	maxCategories  = 50
)

// checkCategory refuses a category that the city does not know.
func (a *dutyAnswer) checkCategory() error {
	if a.category == "" {
		return nil
	}
	if _, known := a.moment.city.Bodies.Category(a.category); !known {
		return fault.New(fault.CategoryUnknown, "category", fault.With{"category": a.category})
	}
	return nil
}

// appendSides appends the sides of duty.
func (s *Server) appendSides(dst []byte, t texts, a *dutyAnswer, territory []byte) []byte {
	dst = append(dst, `{"territory":`...)
	dst = append(dst, territory...)
	dst = append(dst, `,"departments":[`...)
	if len(a.Units) == 0 { // nobody answers where the city is not
		return append(dst, `],"sponsors":[]}`...)
	}
	var room [24]string
	codes := room[:0]
	for _, u := range a.Units {
		codes = append(codes, u.Unit.Code)
	}
	if a.category == "" {
		dst = s.appendDepartments(dst, a.moment, codes)
	} else {
		dst = appendAsked(dst, a, codes)
	}
	dst = append(dst, `,"sponsors":[`...)
	dst = t.appendSponsors(dst, codes)
	return append(dst, "]}"...)
}

// appendDepartments appends everybody who has anything in charge, and the end of
// the list.
func (s *Server) appendDepartments(dst []byte, m moment, codes []string) []byte {
	sheet := s.sheetOf(m)
	list := sheet.Departments(codes)
	if sheet.everywhere(list) {
		return append(dst, sheet.text...)
	}
	return appendDuties(dst, list, false)
}

// appendDuties appends departments and the end of their list; in full where one
// category was asked for. A list of all would else be longer than all the rest.
func appendDuties(dst []byte, list []body.Duties, full bool) []byte {
	truncated := len(list) > maxDepartments
	for i, d := range list[:min(len(list), maxDepartments)] {
		dst = appendBody(comma(dst, i), d.Body, d.Above, full)
		for k, held := range d.Held[:min(len(d.Held), maxCategories)] {
			dst = appendHeld(comma(dst, k), held.Category, held.Charge, full)
		}
		truncated = truncated || len(d.Held) > maxCategories
		dst = append(dst, "]}"...)
	}
	if dst = append(dst, ']'); truncated {
		dst = append(dst, `,"departments_truncated":true`...)
	}
	return dst
}

// appendAsked appends the departments in charge of the category that was asked
// for, and the end of their list.
func appendAsked(dst []byte, a *dutyAnswer, codes []string) []byte {
	var list []body.Duties
	for _, d := range a.moment.city.Bodies.Departments(nil, a.category, codes, a.at.Time) {
		list = append(list, body.Duties{Body: d.Body, Above: d.Above, Held: []body.Held{{Category: d.Category, Charge: d.Charge}}})
	}
	return appendDuties(dst, list, true)
}

// appendBody appends a department up to its list of categories.
func appendBody(dst []byte, b *body.Body, above []*body.Body, full bool) []byte {
	dst = append(dst, `{"code":`...)
	dst = appendText(dst, b.Code)
	dst = append(dst, `,"name":`...)
	dst = appendText(dst, b.Names.ZH)
	if full && b.Names.EN != "" {
		dst = append(dst, `,"name_en":`...)
		dst = appendText(dst, b.Names.EN)
	}
	if full && b.Kind != "" {
		dst = append(dst, `,"kind":`...)
		dst = appendText(dst, b.Kind)
	}
	if full && len(above) > 0 {
		dst = appendAbove(dst, above)
	}
	dst = appendGenerated(dst, b.Generated)
	return append(dst, `,"categories":[`...)
}

func appendAbove(dst []byte, above []*body.Body) []byte {
	dst = append(dst, `,"above":[`...)
	for i, up := range above {
		dst = append(comma(dst, i), `{"code":`...)
		dst = appendText(dst, up.Code)
		dst = append(dst, `,"name":`...)
		dst = appendText(dst, up.Names.ZH)
		dst = append(dst, '}')
	}
	return append(dst, ']')
}

func appendHeld(dst []byte, c *body.Category, charge *body.Charge, full bool) []byte {
	dst = append(dst, `{"code":`...)
	dst = appendText(dst, c.Code)
	dst = append(dst, `,"name":`...)
	dst = appendText(dst, c.Names.ZH)
	if charge.Unit != "" {
		dst = append(dst, `,"unit":`...)
		dst = appendText(dst, charge.Unit)
	}
	if full && charge.Document != "" {
		dst = append(dst, `,"document":`...)
		dst = appendText(dst, charge.Document)
	}
	return append(dst, '}')
}
