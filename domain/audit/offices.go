package audit

import (
	"time"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// offices finds units that nobody answers for, posts left empty and deputies who
// act for ever, and says who answers instead.
func (a *auditor) offices() {
	for i, u := range a.units {
		if !a.on(Offices, i, len(a.units)) {
			return
		}
		held := map[city.PostKind]bool{}
		posts := map[city.PostKind][]city.Post{}
		var missing several // leaders' posts that were never held
		for _, post := range a.Profile.Posts {
			if !post.At(u.Level) {
				continue
			}
			posts[post.Kind] = append(posts[post.Kind], post)
			_, taken := first(post, a.seats[u.Code], a.At)
			held[post.Kind] = held[post.Kind] || taken
			if begun := a.postOf(u, post, taken); !begun && post.Kind == city.Leader {
				missing = append(missing, post.Names)
			}
		}
		if len(posts[city.Head]) > 0 && !held[city.Head] {
			a.addVacancy(fault.AuditWithoutHead, u, fault.With{"posts": postNames(posts[city.Head])})
		}
		switch {
		case len(posts[city.Leader]) == 0:
		case !held[city.Leader]:
			a.addVacancy(fault.AuditWithoutLeader, u, fault.With{"posts": postNames(posts[city.Leader])})
		case len(missing) > 0:
			a.add(a.atOf(fault.AuditLeaderMissing, u, fault.With{"posts": missing}))
		}
	}
	a.instead()
	a.nowhere()
	a.on(Offices, len(a.units), len(a.units))
}

// postOf looks at one post of a unit and says whether anybody ever held it.
func (a *auditor) postOf(u *territory.Unit, post city.Post, taken bool) (begun bool) {
	var last, deputy *territory.Term
	principal := false
	for _, s := range a.seats[u.Code] {
		if s.Post != post.ID {
			continue
		}
		for i := range s.Terms {
			switch t := &s.Terms[i]; {
			case t.From.After(a.At) || t.Empty():
			case !t.InOffice(a.At):
				if last == nil || t.Until.After(last.Until) {
					last = t
				}
			case !t.Deputy:
				principal = true
			case deputy == nil || t.Until.IsZero() && !deputy.Until.IsZero():
				deputy = t
			}
		}
	}
	switch {
	case !taken && last != nil:
		code := fault.AuditPostVacant
		if last.Deputy {
			code = fault.AuditDeputyOver
		}
		a.addVacancy(code, u, fault.With{"post": post.Names, "person": personOf(last), "until": day(last.Until)})
	case !principal && deputy != nil && deputy.Until.IsZero():
		f := a.atOf(fault.AuditDeputyEndless, u, fault.With{"post": post.Names, "person": personOf(deputy), "from": day(deputy.From)})
		f.key = post.ID
		a.add(f)
	}
	return taken || last != nil
}

// addVacancy adds a finding of which instead says who answers instead.
func (a *auditor) addVacancy(code fault.Code, u *territory.Unit, with fault.With) {
	f := a.atOf(code, u, with)
	f.Vacancy = true
	if post, ok := with["post"].(city.Names); ok {
		f.key = post.ZH
	}
	a.add(f)
}

// first returns who answers in the post: the principal, or else a deputy.
func first(post city.Post, seats []territory.Seat, at time.Time) (*territory.Term, bool) {
	var deputy *territory.Term
	for _, s := range seats {
		if s.Post != post.ID {
			continue
		}
		for i := range s.Terms {
			switch t := &s.Terms[i]; {
			case !t.InOffice(at):
			case !t.Deputy:
				return t, true
			case deputy == nil:
				deputy = t
			}
		}
	}
	return deputy, deputy != nil
}

// nowhere finds people in office at units that are no more: their terms were
// left open when the unit ended.
func (a *auditor) nowhere() {
	for _, s := range a.Seats {
		if a.byCode[s.Unit] != nil {
			continue
		}
		post, _, _ := a.Profile.Post(s.Post)
		for i := range s.Terms {
			if t := &s.Terms[i]; t.InOffice(a.At) {
				a.add(Finding{Code: fault.AuditOfficeNowhere, Unit: s.Unit, key: s.Post + t.Person,
					with: fault.With{"person": personOf(t), "unit": s.Unit, "post": post.Names}})
			}
		}
	}
}

func postNames(posts []city.Post) several {
	names := make(several, len(posts))
	for i, p := range posts {
		names[i] = p.Names
	}
	return names
}

// day is how documents date: by the day in China.
func day(t time.Time) string { return t.In(city.China).Format(time.DateOnly) }
