package export

import (
	"io"
	"iter"

	"sizhang/domain/person"
)

// People writes the register of people, which intake.ReadPeople reads back. It
// has their telephone numbers: such a file is the city's own and goes to nobody
// else.
func People(w io.Writer, people iter.Seq[person.Person], o Options) error {
	return write(w, o, table[person.Person]{
		zh: "人员", en: "people",
		columns: []column{{"人员编号", "person", 16}, {"姓名", "name", 14}, {"电话", "phone", 18}, {"机构", "body", 20}},
		cells: func(_ style, p person.Person) []string {
			return []string{p.ID, p.Name, p.Phone, p.Body}
		},
		generated: func(p person.Person) bool { return p.Generated },
	}, people)
}
