package city

// People write what things are called where programs write ids: 网格 for grid.
// The Named methods take either. A Chinese name that several bear stands for none
// of them. English names are not taken: statistical files call a county
// “district”, which here is the name of another level.

// LevelNamed returns the level with the id or the Chinese name.
func (p *Profile) LevelNamed(text string) (Level, bool) {
	return named(p.Levels, text, func(l Level) (string, Names) { return l.ID, l.Names })
}

// PostNamed returns the post with the id or the Chinese name.
func (p *Profile) PostNamed(text string) (Post, bool) {
	return named(p.Posts, text, func(post Post) (string, Names) { return post.ID, post.Names })
}

// SponsorKindNamed returns the kind of sponsorship with the id or the Chinese name.
func (p *Profile) SponsorKindNamed(text string) (SponsorKind, bool) {
	return named(p.Sponsorships, text, func(k SponsorKind) (string, Names) { return k.ID, k.Names })
}

// RoleNamed returns the role with the id or the Chinese name.
func (p *Profile) RoleNamed(text string) (Role, bool) {
	return named(p.AllRoles(), text, func(r Role) (string, Names) { return r.ID, r.Names })
}

func named[T any](things []T, text string, of func(T) (string, Names)) (found T, ok bool) {
	bearers := 0
	for _, thing := range things {
		id, names := of(thing)
		if id == text {
			return thing, true
		}
		if names.ZH == text && text != "" {
			found = thing
			bearers++
		}
	}
	if bearers != 1 {
		var none T
		return none, false
	}
	return found, true
}
