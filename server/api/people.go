package api

import (
	"context"
	"slices"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/person"
	"sizhang/domain/territory"
	"sizhang/server/session"
)

var aboutPeople = about{
	id: "people", tag: tagPeople, access: rightTo(access.PersonRead, somewhere),
	zh: "列出任职人员", en: "List the people who hold posts",
	note: "只列出在管辖之内现任岗位的人，电话遮蔽；`unit` 限于该单元及其下辖。按编号排序，逐页给出：把上一页的 `next` 原样作为 `after`。\n\n" +
		"Those who hold posts within one's scope now, with their telephones masked; `unit` keeps to that unit and all below it. By id, page by page: pass `next` of the page before as `after`.",
	problems: []fault.Code{fault.UnitNotFound},
}

var aboutPerson = about{
	id: "person", tag: tagPeople, access: rightTo(access.PersonRead, somewhere),
	zh: "一名任职人员", en: "One person who holds a post",
	note:     "电话遮蔽；岗位只列管辖之内的。\n\nWith the telephone masked, and the posts that are within one's scope.",
	problems: []fault.Code{fault.PersonNotFound},
}

// personBody is somebody who holds posts.
type personBody struct {
	ID        string       `json:"id" example:"P0001"`
	Name      string       `json:"name" example:"张三"`
	Phone     string       `json:"phone,omitempty" doc:"遮蔽的电话；未登记的没有 · The telephone, masked; none where none is known" example:"138****0000"`
	Body      string       `json:"body,omitempty" doc:"所属机构 · The body that they belong to"`
	Posts     []officeBody `json:"posts" doc:"管辖之内的现任岗位 · Posts held now within one's scope"`
	Generated bool         `json:"generated,omitempty" doc:"演示用的虚构数据 · Made up for a demonstration"`
}

type peopleInput struct {
	SignedIn
	CityInput
	Unit  string `query:"unit" maxLength:"100" doc:"单元代码 · Code of a unit" example:"110101001000"`
	After string `query:"after" maxLength:"200" doc:"上一页的 next · next of the page before"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"100" doc:"每页人数 · People a page"`
}

type peopleOutput struct {
	Body struct {
		People []personBody `json:"people"`
		Next   *string      `json:"next" doc:"下一页的标记 · Mark of the next page"`
	} `nameHint:"People"`
}

// PersonInput names a person.
type PersonInput struct {
	SignedIn
	CityInput
	ID string `path:"id" maxLength:"200" doc:"人员编号 · The person's id" example:"P0001"`
}

type personOutput struct{ Body personBody }

// officeholders returns who holds posts now at units that within lets through, by
// id, with the names that their terms have. All of it is memory.
func officeholders(m moment, within func(unit string) bool) (held map[string][]territory.Office, names map[string]string) {
	held, names = map[string][]territory.Office{}, map[string]string{}
	for seat := range m.city.EverySeat() {
		if !within(seat.Unit) {
			continue
		}
		for _, t := range seat.Terms {
			if _, known := held[t.Person]; t.Person == "" || !t.InOffice(m.Instant()) || known && slices.ContainsFunc(held[t.Person], func(o territory.Office) bool {
				return o.Unit == seat.Unit && o.Post.ID == seat.Post
			}) {
				continue
			}
			if offices := m.OfficesOf(t.Person, seat); len(offices) > 0 {
				held[t.Person], names[t.Person] = append(held[t.Person], offices...), t.Name
			}
		}
	}
	return held, names
}

// reached says which units lie in the scope.
func reached(m moment, scope access.Scope) func(unit string) bool {
	return func(unit string) bool {
		return scope.Holds(access.Object{City: m.Profile().Code, Units: m.Above(unit)})
	}
}

// ownCity is the city of whoever asks, as it is now.
func (s *Server) ownCity(who session.Signed) (moment, error) {
	c, err := s.cityNamed(who.City)
	if err != nil {
		return moment{}, err
	}
	return momentOf(c, instant{Time: s.app.Now()}), nil
}

func (s *Server) people(ctx context.Context, in *peopleInput) (*peopleOutput, error) {
	m, err := s.ownCity(in.who)
	if err != nil {
		return nil, err
	}
	allowed := reached(m, in.who.Scope(access.PersonRead))
	asked := allowed
	if in.Unit != "" {
		if !allowed(in.Unit) {
			return nil, fault.New(fault.UnitNotFound, "unit", fault.With{"unit": in.Unit})
		}
		asked = func(unit string) bool { return slices.Contains(m.Above(unit), in.Unit) && allowed(unit) }
	}
	held, names := officeholders(m, asked)
	out := &peopleOutput{}
	out.Body.People = []personBody{}
	ids := make([]string, 0, len(held))
	for id := range held {
		if id > in.After {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	if len(ids) > in.Limit {
		ids = ids[:in.Limit]
		out.Body.Next = &ids[in.Limit-1]
	}
	name := s.unitNames(in.who.City)
	for _, id := range ids {
		p, err := s.registered(ctx, in.who.City, id, names[id])
		if err != nil {
			return nil, err
		}
		out.Body.People = append(out.Body.People, s.personOf(p, held[id], name))
	}
	return out, nil
}

// registered is somebody of the register; who holds a post and is not in it has
// their name only.
func (s *Server) registered(ctx context.Context, city, id, name string) (person.Person, error) {
	p, known, err := s.app.Person(ctx, city, id)
	if !known {
		p = person.Person{ID: id, Name: name}
	}
	return p, err
}

func (s *Server) personOf(p person.Person, held []territory.Office, name func(string) string) personBody {
	slices.SortFunc(held, compareOffices)
	return personBody{ID: p.ID, Name: p.Name, Phone: maskPhone(p.Phone), Body: p.Body, Posts: s.officesOf(held, name), Generated: p.Generated}
}

func (s *Server) person(ctx context.Context, in *PersonInput) (*personOutput, error) {
	p, held, err := s.personWithin(ctx, in, access.PersonRead)
	if err != nil {
		return nil, err
	}
	return &personOutput{s.personOf(p, held, s.unitNames(in.who.City))}, nil
}

// personWithin returns somebody within the scope of a right with the posts that
// they hold there, fault.PersonNotFound where there is nobody. Whether they are
// within it is told from memory alone, before the register is asked: a hidden
// person takes as long as a missing one. Who may read the whole city reads
// everybody in the register.
func (s *Server) personWithin(ctx context.Context, in *PersonInput, right access.Right) (person.Person, []territory.Office, error) {
	missing := fault.New(fault.PersonNotFound, "", nil)
	m, err := s.ownCity(in.who)
	if err != nil {
		return person.Person{}, nil, err
	}
	scope := in.who.Scope(right)
	held, names := officeholders(m, reached(m, scope))
	posts := held[in.ID]
	if len(posts) == 0 && !scope.Whole() {
		return person.Person{}, nil, missing
	}
	p, known, err := s.app.Person(ctx, in.who.City, in.ID)
	switch {
	case err != nil:
		return p, nil, err
	case !known && len(posts) == 0:
		return p, nil, missing
	case !known:
		p = person.Person{ID: in.ID, Name: names[in.ID]}
	}
	return p, posts, nil
}
