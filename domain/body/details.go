package body

// Details returns the category with what it leaves out taken from those above it;
// false where there is no such category.
func (r *Register) Details(code string) (Category, bool) {
	i, ok := r.category[code]
	if !ok {
		return Category{}, false
	}
	whole := r.categories[i]
	for up := r.parents[i]; up != none; up = r.parents[up] {
		whole = whole.under(&r.categories[up])
	}
	return whole, true
}

// under fills in what the category leaves out.
func (c Category) under(above *Category) Category {
	if c.Kind == "" {
		c.Kind = above.Kind
	}
	if c.Department == "" {
		c.Department = above.Department
	}
	if c.Supervisor == "" {
		c.Supervisor = above.Supervisor
	}
	if c.Hands == "" {
		c.Hands = above.Hands
	}
	if c.PhotosReport == 0 {
		c.PhotosReport = above.PhotosReport
	}
	if c.PhotosFinish == 0 {
		c.PhotosFinish = above.PhotosFinish
	}
	if len(c.Conditions) == 0 {
		c.Conditions = above.Conditions
	}
	return c
}
