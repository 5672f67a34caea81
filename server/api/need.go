package api

import (
	"strings"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/server/session"
)

// need is what an operation asks of whoever calls it (权限要求). The zero need says
// nothing, and a route that has it is not built: nothing is open by oversight.
type need struct {
	who   who
	right access.Right
	// or is another right that does as well; asked for somewhere, never of a unit.
	or access.Right
	of place
}

// who is whom an operation answers.
type who int

const (
	unsaid who = iota
	anyone     // 公开: nobody need sign in
	self       // 须登录: whoever is signed in, about themselves
	holder     // 须有权限: whoever holds the right to the object
)

// place is the object that a right is asked of.
type place int

const (
	// somewhere in {city}: which object is found by the use case, which decides.
	somewhere place = iota
	// wholeCity is all of {city}.
	wholeCity
	// ownCity is somewhere in one's own city, which the query may name as city.
	ownCity
	// atUnit is the unit {code} of one's own city, with all above it.
	atUnit
)

var (
	openToAll = need{who: anyone}
	signedIn  = need{who: self}
)

// rightTo asks for a right to an object.
func rightTo(right access.Right, of place) need { return need{who: holder, right: right, of: of} }

// rightToEither asks for one of two rights somewhere in {city}.
func rightToEither(right, or access.Right) need {
	return need{who: holder, right: right, or: or, of: somewhere}
}

// heldAnywhere says whether who holds what is asked for anywhere at all.
func (n need) heldAnywhere(who session.Signed) bool {
	return who.Anywhere(n.right) || n.or != "" && who.Anywhere(n.or)
}

// closed says whether somebody must sign in.
func (n need) closed() bool { return n.who != anyone }

// codes are the refusals that the need brings.
func (n need) codes() []fault.Code {
	if !n.closed() {
		return nil
	}
	codes := []fault.Code{fault.SignInRequired, fault.TokenExpired}
	if n.who == holder {
		codes = append(codes, fault.RightMissing, fault.CityNotFound)
	}
	if n.of == atUnit {
		codes = append(codes, fault.UnitNotFound)
	}
	return codes
}

// texts say the need in both languages.
func (n need) texts() (zh, en string) {
	right := "`" + string(n.right) + "`"
	switch {
	case n.or != "":
		return "须有权限 " + right + " 或 `" + string(n.or) + "`。", "Needs the right " + right + " or `" + string(n.or) + "`."
	case n.who == self:
		return "须登录，只关本人。", "Whoever is signed in, about themselves."
	case n.who != holder:
		return "公开。", "Open to all."
	case n.of == wholeCity:
		return "须有全市的权限 " + right + "。", "Needs the right " + right + " to the whole city."
	case n.of == atUnit:
		return "须对该单元有权限 " + right + "；管辖之外即不存在。", "Needs the right " + right + " to the unit; outside one's scope there is none."
	}
	return "须有权限 " + right + "；管辖之外即不存在。", "Needs the right " + right + "; outside one's scope there is nothing."
}

// describe adds the need to a description, Chinese first.
func (n need) describe(note string) string {
	zh, en, _ := strings.Cut(note, "\n\n")
	needZH, needEN := n.texts()
	return zh + needZH + "\n\n" + strings.TrimSpace(en) + " " + needEN
}
