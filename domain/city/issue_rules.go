package city

import (
	"slices"
	"time"

	"sizhang/domain/clock"
)

// IssueRules say how a city treats its issues (问题处置规则): who gets them, how
// long each step may take, who hears of delays. What a category says of itself
// comes before them.
type IssueRules struct {
	// Hours are the hours of work, clock.OfficeHours where there are none; Workdays
	// and CalendarDays say how limits of days run, clock.SameMoment where empty.
	Hours                  []clock.Hours
	Workdays, CalendarDays clock.Rule

	// Hands says who an issue is dispatched to.
	Hands Hands
	// FileAtOnce are the Sources whose issues are filed as they come in, without
	// anybody accepting them: those of people who are trusted to know (自办立案).
	FileAtOnce []string
	// DispatchAtOnce sends what is filed to its hands without a dispatcher, unless
	// its place is disputed.
	DispatchAtOnce bool

	Limits StageLimits
	// Marks are when somebody is told of a handling limit, and who.
	Marks []IssueMark

	// MaxPostponements 延期次数 and MaxSuspension 挂账时长 bound what can be asked for.
	MaxPostponements int
	MaxSuspension    time.Duration
	// Photos that a report and a finished issue must have at least.
	PhotosReport, PhotosFinish int
	// CheckWithinM is how near to the issue a check must be made, in metres, the
	// accuracy of the position apart; 0 wants no position.
	CheckWithinM float64
	// BorderM is how near to a border, in metres, a place is disputed and goes to
	// arbitration (裁定), at least as far as its position is uncertain; 0 relies on
	// the accuracy alone, and a negative number never disputes.
	BorderM float64

	Duplicates DuplicateRule
	Chronic    ChronicRule
}

// Sources are where issues come from (来源), as issue.Sources has them with their
// Chinese names.
var Sources = []string{"patrol", "head", "citizen", "hotline", "supervision", "questionnaire", "leader", "sensor", "other"}

// Hands says who an issue is dispatched to first (派遣规则).
type Hands string

const (
	// ToTerritory 属地优先: the head who answers for the place; the department where
	// nobody is in office.
	ToTerritory Hands = "territory"
	// ToDepartment 职能优先: the department that has the category in charge; the head
	// where none has.
	ToDepartment Hands = "department"
)

// StageLimits are how long each step may take (环节时限); the zero Limit is no limit.
type StageLimits struct {
	File     clock.Limit // 立案: from the report on
	Verify   clock.Limit // 核实
	Dispatch clock.Limit // 派遣: from filing on
	Claim    clock.Limit // 认领: from dispatch on
	Handle   clock.Limit // 处置: from dispatch on, where the category has none
	Check    clock.Limit // 核查
	// Silence is how long a citizen who does not answer may take before that counts
	// as approval (群众评价时限); none waits for ever.
	Silence clock.Limit
}

// IssueMark is a point of the handling limit at which people are told (预警、升级).
type IssueMark struct {
	clock.Mark
	// Tell names who: see the Told constants, or the id of a post of kind leader.
	Tell []string
}

// Who can be told, beside the posts of leaders.
const (
	TellHands    = "hands"     // 承办人: who has the issue
	TellNextHead = "next_head" // 上一级长: the head above who has it
	TellLeaders  = "leaders"   // 三级领导: the nearest leader on the line
)

// DuplicateRule says what is proposed as a duplicate (疑似重复): the same category,
// so near and reported so shortly before or after.
type DuplicateRule struct {
	RadiusM float64
	Within  time.Duration
}

// ChronicRule says when a place keeps coming back (老大难): so many issues of one
// category in one cell of the resolution within the time. Count 0 marks none.
type ChronicRule struct {
	Count      int
	Within     time.Duration
	Resolution int
}

// DefaultIssueRules are those of a city whose profile has none. Limits and numbers
// are those of the systems that cities run under CJ/T 315: verification in 24 hours
// and a check in 2, two postponements, one suspension of a year, duplicates within
// 50 m and a day.
var DefaultIssueRules = IssueRules{
	Hands: ToTerritory, FileAtOnce: []string{"patrol", "head", "supervision"}, DispatchAtOnce: true,
	Limits: StageLimits{
		File:     clock.Limit{Kind: clock.WorkHours, Amount: 2 * time.Hour},
		Verify:   clock.Limit{Kind: clock.Urgent, Amount: 24 * time.Hour},
		Dispatch: clock.Limit{Kind: clock.WorkHours, Amount: 2 * time.Hour},
		Claim:    clock.Limit{Kind: clock.WorkHours, Amount: 2 * time.Hour},
		Handle:   clock.Limit{Kind: clock.Workdays, Amount: 3 * 24 * time.Hour},
		Check:    clock.Limit{Kind: clock.WorkHours, Amount: 2 * time.Hour},
		Silence:  clock.Limit{Kind: clock.CalendarDays, Amount: 3 * 24 * time.Hour},
	},
	Marks: []IssueMark{
		{clock.Mark{ID: "soon", When: clock.Share, Share: 80}, []string{TellHands}},
		{clock.Mark{ID: "overdue", When: clock.Behind}, []string{TellHands, TellNextHead}},
		{clock.Mark{ID: "overdue_1", When: clock.Behind, Limit: clock.Limit{Kind: clock.Workdays, Amount: 24 * time.Hour}}, []string{TellNextHead, TellLeaders}},
		{clock.Mark{ID: "overdue_3", When: clock.Behind, Limit: clock.Limit{Kind: clock.Workdays, Amount: 3 * 24 * time.Hour}}, []string{"leader_in_charge", "principal_leader"}},
	},
	MaxPostponements: 2, MaxSuspension: 365 * 24 * time.Hour,
	PhotosReport: 1, PhotosFinish: 1, CheckWithinM: 200, BorderM: 10,
	Duplicates: DuplicateRule{RadiusM: 50, Within: 24 * time.Hour},
	Chronic:    ChronicRule{Count: 3, Within: 90 * 24 * time.Hour, Resolution: 11},
}

// IssueRules returns the city's rules, or where it has none the default ones, as far
// as its posts go: nobody is told who is not there.
func (p *Profile) IssueRules() *IssueRules {
	if p.Issues != nil {
		return p.Issues
	}
	rules := DefaultIssueRules
	rules.Marks = make([]IssueMark, 0, len(DefaultIssueRules.Marks))
	for _, m := range DefaultIssueRules.Marks {
		m.Tell = slices.DeleteFunc(slices.Clone(m.Tell), func(whom string) bool { return !p.Told(whom) })
		if len(m.Tell) > 0 {
			rules.Marks = append(rules.Marks, m)
		}
	}
	return &rules
}

// Told says whether a mark can name whom to tell so.
func (p *Profile) Told(whom string) bool {
	switch whom {
	case TellHands, TellNextHead, TellLeaders:
		return true
	}
	post, _, known := p.Post(whom)
	return known && post.Kind == Leader
}

// MaxPhotos is how many photos a rule demands at most.
const MaxPhotos = 20

// allHands lists every rule of dispatch.
var allHands = []Hands{ToTerritory, ToDepartment}

// Known says whether there is such a rule.
func (h Hands) Known() bool { return slices.Contains(allHands, h) }

// HandsIDs lists the rules of dispatch in a message.
func HandsIDs() string { return listed(allHands) }
