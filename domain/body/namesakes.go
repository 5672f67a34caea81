package body

import "strings"

// namesakes finds bodies by their names, which is how the tables of a city name
// whoever handles a category.
type namesakes struct {
	codes map[string]bool
	named map[string][]string // the codes of those with the name
}

func newNamesakes(bodies []Body) namesakes {
	n := namesakes{map[string]bool{}, map[string][]string{}}
	for _, b := range bodies {
		n.codes[b.Code] = true
		n.named[b.Names.ZH] = append(n.named[b.Names.ZH], b.Code)
		if en := strings.ToLower(b.Names.EN); en != "" {
			n.named[en] = append(n.named[en], b.Code)
		}
	}
	return n
}

// called returns the codes of the bodies of the name, in either language.
func (n namesakes) called(name string) []string {
	if codes := n.named[name]; len(codes) > 0 {
		return codes
	}
	return n.named[strings.ToLower(name)]
}

// code returns the code of the one body that has the name; the text itself where it
// is a code, or no body or several have the name.
func (n namesakes) code(text string) string {
	if found := n.called(text); !n.codes[text] && len(found) == 1 {
		return found[0]
	}
	return text
}

// ByCode returns the categories with codes in the place of the names of bodies. A
// name that none or several have stays as it is, for CheckCategories to refuse.
func ByCode(bodies []Body, categories []Category) []Category {
	known := newNamesakes(bodies)
	list := make([]Category, len(categories))
	for i, c := range categories {
		c.Department, c.Supervisor = known.code(c.Department), known.code(c.Supervisor)
		list[i] = c
	}
	return list
}
