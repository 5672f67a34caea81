package intake

import (
	"context"
	"io"

	"sizhang/domain/fault"
	"sizhang/domain/overlay"
	"sizhang/domain/person"
)

// PeopleOptions say how to read a register of people.
type PeopleOptions struct {
	Options
	// Bodies says whether there is a body with the code. Left nil, bodies are not
	// looked up.
	Bodies func(code string) bool
}

var peopleColumns = []column{
	{[]string{"person", "人员编号", "人员", "工号"}, true},
	{[]string{"name", "姓名"}, true},
	{[]string{"phone", "电话", "手机", "联系电话"}, false},
	{[]string{"body", "机构", "机构编码", "所属机构"}, false},
	{[]string{"generated", "虚构"}, false},
}

// ReadPeople reads a register of people: person (an identifier, since names
// alone do not tell people apart), name and, where they are known, phone and
// body (its code). What is left empty stays as it is recorded; a single - in phone
// or body clears it, so that neither can be one itself. They come in the order of
// the file.
func ReadPeople(ctx context.Context, r io.Reader, o PeopleOptions) ([]person.Person, *Report, error) {
	var people []person.Person
	report, err := readTable(ctx, r, o.Options, peopleColumns, func(r *row) {
		before := r.report.faults
		p := person.Person{ID: r.own("person", fault.PersonDoubled)}
		p.Name, _ = r.need("name")
		p.Phone = r.identifier("phone", r.cell("phone"))
		p.Body = r.identifier("body", r.cell("body"))
		p.Generated = flag(r, "generated")
		if p.Body != "" && p.Body != overlay.Clear && o.Bodies != nil && !o.Bodies(p.Body) {
			r.refuse(fault.BodyUnknown, "body", fault.With{"body": p.Body})
		}
		if r.report.faults == before {
			people = append(people, p)
		}
	})
	report.Kept = len(people)
	return people, report, err
}
