package api

import (
	"sizhang/domain/issue"
	"sizhang/server/app"
)

// naming knows the names of one city's units, posts, bodies and categories as they are
// now, for people to read beside the codes.
type naming struct {
	moment
	posts map[string]string
}

func (s *Server) namingOf(c *app.City) naming {
	n := naming{momentOf(c, instant{Time: s.app.Now()}), map[string]string{}}
	for _, post := range postsEver(c) {
		n.posts[post.ID] = post.Names.ZH
	}
	return n
}

// unit names a unit, as it was last called where it is no more.
func (n *naming) unit(code string) string {
	if u, ok := n.Unit(code); ok {
		return u.Names.ZH
	}
	if past := n.city.Past(code); len(past) > 0 {
		return past[len(past)-1].Unit.Names.ZH
	}
	return ""
}

func (n *naming) body(code string) string {
	if b, ok := n.city.Bodies.Body(code); ok {
		return b.Names.ZH
	}
	return ""
}

func (n *naming) category(code string) string {
	if c, ok := n.city.Bodies.Category(code); ok {
		return c.Names.ZH
	}
	return ""
}

func (n *naming) units(codes []string) []unitName {
	list := make([]unitName, len(codes))
	for i, code := range codes {
		list[i] = unitName{code, n.unit(code)}
	}
	return list
}

func (n *naming) bodies(codes []string) []bodyName {
	list := make([]bodyName, len(codes))
	for i, code := range codes {
		list[i] = bodyName{code, n.body(code)}
	}
	return list
}

func (n *naming) hands(h issue.Hands) handsBody {
	return handsBody{
		Unit: h.Unit, UnitName: n.unit(h.Unit), Post: h.Post, PostName: n.posts[h.Post],
		Person: h.Person, Name: h.Name, Body: h.Body, BodyName: n.body(h.Body), Fallback: h.Fallback,
	}
}
