// Package issue is the life of a problem 问题, from the first photo until it is struck
// off the list 销号: a pure function of an issue, a command, what the world knows and
// the instant. The whole life stands in one table, Lifecycle; whatever is not in it
// cannot happen.
//
// An issue is one document with its whole history. Whoever keeps it writes it by
// compare-and-set, so that every rule here holds whatever else happens at once.
package issue

import (
	"cmp"
	"time"

	"sizhang/domain/fault"
	"sizhang/geo"
)

// Issue is one problem (问题). It is never changed: File makes the first and Do makes
// the next of one. Its History tells how it came to be as it is.
type Issue struct {
	City string // division code
	// ID is chosen by whoever reports, so that a report that is sent twice is one.
	ID string
	// Number is the receipt number 受理号 that people read out, unique in the city.
	Number string

	Source   Source
	Outside  string // number in the system it came from, such as of 12345; unique with the source
	Category string // code
	// Condition is the code of the filing condition 立案条件 of the category.
	Condition string
	Text      string
	Place     Place
	Photos    []Photo
	Reporters []Reporter // the first reported it; the others came with duplicates

	State State
	// Was is the state to go back to, of a suspended issue.
	Was     State
	Routing Routing
	// Hands have it now; somebody always does while it is open.
	Hands Hands
	// Worker is who claimed it there (认领人); nobody where empty.
	Worker By
	// Asked is the request that waits for a decision; nil where none does.
	Asked *Request

	Clocks  []Timer
	Moments Moments
	// Told are the alarms that were given, so that each is given once.
	Told []Told

	Postponements int  // granted 延期次数
	Suspensions   int  // granted 挂账次数
	Bounces       int  // 回退次数
	Reworks       int  // 返工次数
	Reopenings    int  // 重开次数
	Appealed      bool // an appeal 申诉 was made; there is one only
	Exempt        bool // the appeal was granted: late, but not held against anybody
	OnTheSpot     bool // 即办: fixed when it was found
	Chronic       bool // 老大难

	Joint *Joint // 吹哨报到; nil where nobody whistled
	// Into is the issue that this one became part of; Parts those that became part of
	// this one (并案).
	Into  string
	Parts []string

	History []Event
}

// Place is where an issue is (位置).
type Place struct {
	Point geo.Point // WGS84
	// Datum, X and Y are the position as it was declared: longitude and latitude in
	// degrees.
	Datum     geo.Datum
	X, Y      float64
	AccuracyM float64 // 0 where it is not known
	Address   string
}

// Photo is a photo that belongs to an issue.
type Photo struct {
	ID   string // its SHA-256, see server/photo
	Kind PhotoKind
	Seq  int // of the event that it came with
}

// PhotoKind says what a photo shows (照片类型).
type PhotoKind string

const (
	Before    PhotoKind = "before"    // 处置前
	After     PhotoKind = "after"     // 处置后
	Near      PhotoKind = "near"      // 近景
	Far       PhotoKind = "far"       // 远景
	Reference PhotoKind = "reference" // 参照物
	Check     PhotoKind = "check"     // 核实、核查
)

// PhotoKinds lists every kind.
var PhotoKinds = []PhotoKind{Before, After, Near, Far, Reference, Check}

// photoNames are the kinds' Chinese names; that of "" is any.
var photoNames = map[PhotoKind]string{"": "不限", Before: "处置前", After: "处置后", Near: "近景", Far: "远景", Reference: "参照物", Check: "核实、核查"}

func (k PhotoKind) name() fault.Name {
	return fault.Name{Code: cmp.Or(string(k), "any"), ZH: photoNames[k]}
}

// Reporter is somebody who reported it, or the same thing again (上报人).
type Reporter struct {
	Kind    ReporterKind
	By      By     // empty of a citizen
	Name    string // as a citizen gives it, may be empty
	Contact string // telephone of a citizen, may be empty; never in lists
	// Key is the hash of what a citizen follows the issue up with.
	Key string
	// Issue is the id of the duplicate that they reported; empty of the issue itself.
	Issue string
	At    time.Time
	// Answer is what a citizen said of the outcome.
	Answer Answer
}

// ReporterKind tells who must be asked before it is closed.
type ReporterKind string

const (
	Staff   ReporterKind = "staff"
	Citizen ReporterKind = "citizen" // 群众: has the word before it is closed
	Partner ReporterKind = "partner" // another system, such as 12345, speaks for a citizen
)

// Answer is what a citizen said (群众评价).
type Answer string

const (
	Approved Answer = "approved" // 认可
	Objected Answer = "objected" // 不认可
	Silent   Answer = "silent"   // 逾期未评价
)

// By is who did something: somebody of the city, a citizen, or the system itself.
type By struct {
	Kind    ByKind
	Account string
	Person  string
	Name    string
	// Unit and Post, or Body, are what they acted as.
	Unit, Post, Body string
}

// ByKind tells who acts.
type ByKind string

const (
	ByStaff   ByKind = "staff"
	ByCitizen ByKind = "citizen"
	BySystem  ByKind = "system"
	ByPartner ByKind = "partner"
)

// Moments are the five first moments (五个第一时间), each the first time it happened;
// zero where it has not yet.
type Moments struct {
	Found     time.Time // 发现: as the reporter says, at the latest when it was reported
	Claimed   time.Time // 认领
	Fixed     time.Time // 整改: the hands said that it is done
	Announced time.Time // 通报: checked on the spot, and shown to all concerned
	Answered  time.Time // 反馈: the reporter was told the outcome, which is its closing
}

// Open says whether somebody still has to do something.
func (i *Issue) Open() bool { return i.State.Open() }

// Reported returns when it came in.
func (i *Issue) Reported() time.Time { return i.History[0].At }

// Last returns the latest event.
func (i *Issue) Last() *Event { return &i.History[len(i.History)-1] }
