package api

import (
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"sizhang/domain/fault"
	"sizhang/server/record"
	"sizhang/server/session"
)

// Whoever is refused is on the record, but nobody fills the disk by asking: so
// many refusals of an account in a minute have an entry each, and the next
// minute's first says how many more there were.
const (
	refusalsNoted  = 5
	refusalsWindow = time.Minute
	// refusersKnown is how many accounts are told apart in a window.
	refusersKnown = 4096
	// maxObject is how much of what was asked for an entry holds, in bytes.
	maxObject = 100
)

// refusals counts what each account was refused lately.
type refusals struct {
	mu     sync.Mutex
	lately map[string]*refused // by city and account
}

type refused struct {
	since         time.Time
	noted, before int // in this window; not noted in those before
}

// count says whether the account's refusal is to be noted, and how many before it
// were not.
func (r *refusals) count(account string, now time.Time) (note bool, before int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.lately == nil {
		r.lately = map[string]*refused{}
	}
	of, known := r.lately[account]
	if !known {
		if len(r.lately) >= refusersKnown {
			clear(r.lately)
		}
		of = &refused{since: now}
		r.lately[account] = of
	}
	if now.Sub(of.since) >= refusalsWindow {
		of.since, of.noted = now, 0
	}
	if of.noted == refusalsNoted {
		of.before++
		return false, 0
	}
	of.noted++
	before, of.before = of.before, 0
	return true, before
}

// refusedKey is where a problem leaves its code for the record.
const refusedKey = "sizhang.refused"

// beyond are the refusals that a right or its scope gives, whether or not the
// object exists: to tell the two apart, the record would have to, and take longer.
var beyond = map[fault.Code]bool{
	fault.RightMissing: true, fault.RightInsufficient: true, fault.CityNotFound: true,
	fault.UnitNotFound: true, fault.AccountNotFound: true, fault.PersonNotFound: true,
	fault.IssueNotFound: true,
}

// noteRefusal puts what was refused for want of a right on the record. Nothing was
// done, so trouble with the record is only logged.
func (s *Server) noteRefusal(ctx huma.Context, who session.Signed, n need, operation string) {
	c := humagin.Unwrap(ctx)
	kept, _ := c.Get(refusedKey)
	code, _ := kept.(fault.Code)
	if n.who != holder || !beyond[code] || s.options.Record == nil {
		return
	}
	note, before := s.refusals.count(who.City+"/"+who.Actor.Account, time.Now())
	if !note {
		return
	}
	e := record.Entry{
		At: s.app.Now(), Kind: record.Refused, Account: who.Actor.Account, Session: who.Actor.Session, Address: addressOf(c),
		Object: asked(ctx), With: map[string]string{"operation": operation, "right": string(n.right), "code": string(code)},
	}
	if before > 0 {
		e.With["more"] = strconv.Itoa(before)
	}
	if err := s.options.Record.Append(ctx.Context(), who.City, e); err != nil {
		s.log.Error("a refusal could not be recorded", "operation", operation, "error", err)
	}
}

// asked names what was asked for.
func asked(ctx huma.Context) string {
	var object string
	switch city, code, id := ctx.Param("city"), ctx.Param("code"), ctx.Param("id"); {
	case code != "":
		object = "unit/" + code
	case id != "":
		object = "city/" + city + "/" + id
	default:
		object = "city/" + city
	}
	return strings.ToValidUTF8(object[:min(len(object), maxObject)], "")
}
