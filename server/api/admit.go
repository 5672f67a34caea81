package api

import (
	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/server/session"
)

// admit lets through whom the operation answers (鉴权), before anything else of the
// request is looked at: its parameters, its body, the file that it uploads. A
// right that is held nowhere in the city is 403, whatever is asked for; what lies
// outside the right's scope is answered as if it were not there.
func (s *Server) admit(n need, operation string) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		who, err := s.identify(ctx)
		if err != nil {
			refuseFor(ctx, err)
			return
		}
		humagin.Unwrap(ctx).Set(signedKey, who)
		if err := s.allow(who, n, ctx); err != nil {
			refuseFor(ctx, err)
		} else {
			next(ctx)
		}
		s.noteRefusal(ctx, who, n, operation)
	}
}

// allow decides whether who may ask; nil where they may.
func (s *Server) allow(who session.Signed, n need, ctx huma.Context) error {
	if n.who == self {
		return nil
	}
	lacking := fault.New(fault.RightMissing, "", fault.With{"right": n.right})
	if !n.heldAnywhere(who) {
		return lacking
	}
	if n.of == atUnit {
		return s.allowUnit(who, n.right, ctx.Param("code"), ctx.Query("city"))
	}
	if n.of == ownCity {
		if city := ctx.Query("city"); city != "" && city != who.City {
			return noCity(city)
		}
		return nil
	}
	if city := ctx.Param("city"); city != who.City {
		return noCity(city)
	}
	// One's own city is no secret, so the right is what is lacking.
	if n.of == wholeCity && !who.Can(n.right, access.Object{City: who.City}) {
		return lacking
	}
	return nil
}

// allowUnit decides about a unit of one's own city. One that there never was, one
// outside the scope and one of another city are refused in the same words, after
// the same look-ups in memory.
func (s *Server) allowUnit(who session.Signed, right access.Right, code, city string) error {
	if city != "" && city != who.City {
		return noCity(city)
	}
	units, err := s.placeEver(who.City, code)
	if err != nil {
		return err
	}
	if len(units) == 0 || !who.Can(right, access.Object{City: who.City, Units: units}) {
		return noUnit(code)
	}
	return nil
}

func noCity(city string) error {
	return fault.New(fault.CityNotFound, "city", fault.With{"city": city})
}

func noUnit(code string) error {
	return fault.New(fault.UnitNotFound, "code", fault.With{"unit": code})
}

// maxDepth is more levels than any city has.
const maxDepth = 64

// placeEver returns the unit and all above it, the nearest first, as they are now
// or, where they are no more, as they last stood; none where there never was one.
func (s *Server) placeEver(city, code string) ([]string, error) {
	c, ok := s.app.City(city)
	if !ok {
		_, err := s.known()
		return nil, err
	}
	now := c.At(s.app.Now())
	var units []string
	for code != "" && len(units) < maxDepth {
		u, ok := now.Unit(code)
		if !ok {
			past := c.Past(code)
			if len(past) == 0 {
				break
			}
			u = past[len(past)-1].Unit
		}
		units = append(units, code)
		code = u.Parent
	}
	return units, nil
}
