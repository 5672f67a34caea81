package city

import "strings"

// A label names a thing in messages to people, who write tables with either half
// of it: the id and the Chinese name.

// Label names the level for people: its id and its Chinese name.
func (l Level) Label() string { return label(l.ID, l.Names) }

// Label names the post for people.
func (p Post) Label() string { return label(p.ID, p.Names) }

// Label names the kind of sponsorship for people.
func (k SponsorKind) Label() string { return label(k.ID, k.Names) }

func label(id string, names Names) string { return strings.TrimSpace(id + " " + names.ZH) }

// LevelLabels lists the levels with the ids; an id that no level has stands for
// itself, and a dash for none.
func (p *Profile) LevelLabels(ids ...string) string {
	if len(ids) == 0 {
		return "—"
	}
	labels := make([]string, len(ids))
	for i, id := range ids {
		labels[i] = id
		if level, _, known := p.Level(id); known {
			labels[i] = level.Label()
		}
	}
	return strings.Join(labels, ", ")
}

// KnownLevels lists the labels of all levels, from the widest on.
func (p *Profile) KnownLevels() string { return labelled(p.Levels) }

// KnownPosts lists the labels of all posts, in answering order.
func (p *Profile) KnownPosts() string { return labelled(p.Posts) }

// KnownSponsorKinds lists the labels of all kinds of sponsorship.
func (p *Profile) KnownSponsorKinds() string { return labelled(p.Sponsorships) }

func labelled[T interface{ Label() string }](things []T) string {
	labels := make([]string, len(things))
	for i, thing := range things {
		labels[i] = thing.Label()
	}
	return strings.Join(labels, ", ")
}
