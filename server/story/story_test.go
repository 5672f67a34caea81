package story_test

import (
	"strings"
	"testing"
	"time"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/clock"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/geo"
	"sizhang/server/story"
)

var begin = time.Date(2026, 3, 2, 9, 0, 0, 0, city.China)

// names are what the codes of these tests stand for.
type names struct{}

func (names) Unit(code string) string {
	return map[string]string{"g1": "一网格", "town": "某街道"}[code]
}
func (names) Post(id string) string {
	return map[string]string{"grid_head": "网格长", "leader": "书记"}[id]
}
func (names) Body(code string) string     { return map[string]string{"roads": "道路科"}[code] }
func (names) Category(code string) string { return "道路破损" }

// past is an issue that another system kept, up to the check.
func past(t *testing.T) issue.Issue {
	t.Helper()
	calendar, err := clock.New(clock.Settings{Published: []int{2025, 2026, 2027}})
	if err != nil {
		t.Fatal(err)
	}
	rules := city.DefaultIssueRules
	head := issue.Hands{Unit: "g1", Post: "grid_head", Person: "p1", Name: "张三"}
	w := issue.World{
		Now: begin.Add(48 * time.Hour), Rules: &rules, Calendar: calendar, Category: &body.Category{Code: "1"},
		Routing: &issue.Routing{Units: []string{"g1", "town"}, Heads: []issue.Hands{head}, Root: issue.Hands{Unit: "town", Post: "leader"}},
		Above:   func(string) []string { return []string{"town"} },
	}
	by := issue.By{Kind: issue.ByPartner, Name: "旧系统"}
	i, err := issue.Recorded(issue.Filing{
		City: "110101", ID: "i", Number: "260302-000001", Source: issue.FromHotline, Outside: "12345-1", Category: "1", Text: "路面有坑\x1b[31m",
		Place: issue.At(geo.GCJ02, 116.4228, 39.9302, 5), Found: begin, By: by,
	}, []issue.Past{
		{Action: issue.File, At: begin.Add(time.Hour), By: issue.By{Kind: issue.ByStaff, Name: "李四", Unit: "town"}},
		{Action: issue.Dispatch, At: begin.Add(time.Hour), By: by},
		{Action: issue.Claim, At: begin.Add(3 * time.Hour), By: issue.By{Kind: issue.ByStaff, Person: "p1", Name: "张三", Unit: "g1", Post: "grid_head"}},
		{Action: issue.Finish, At: begin.Add(27 * time.Hour), Reason: "补好了"},
	}, begin.Add(24*time.Hour), w)
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func tell(t *testing.T, i issue.Issue, o story.Options) string {
	t.Helper()
	var text strings.Builder
	o.Now, o.Names = begin.Add(50*time.Hour), names{}
	if err := story.Print(&text, &i, o); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// The story says who did what as what, who has it, the deadlines, and how long each of
// the five moments took.
func TestAStoryIsTold(t *testing.T) {
	i := past(t)
	text := tell(t, i, story.Options{Lang: fault.Chinese, History: true})
	for _, want := range []string{
		"问题 260302-000001：待核查", "12345 工单 12345-1", "原为 gcj02 (116.4228, 39.9302)", "一网格 · 某街道", "承办　　张三（一网格 网格长）",
		"处置 3工作日，2026-03-03 09:00，超期办结", "核查 2工作时，", "已超期",
		"发现　2026-03-02 09:00\n", "认领　2026-03-02 12:00  +3 小时\n", "整改　2026-03-03 12:00  +1 天\n", "通报　—",
		"经过：5 条，校验链完好", "外部系统 旧系统 上报 → 待受理", "交 某街道 书记（空缺）", "2026-03-04 09:00 导入",
		"李四（某街道） 立案 → 待派遣", "张三（一网格 网格长） 认领 → 处置中", "“补好了”",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the story does not say %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "\x1b") {
		t.Error("a text moves the terminal's cursor")
	}
	short := tell(t, i, story.Options{Lang: fault.English})
	for _, want := range []string{"Issue 260302-000001: To be checked", "handle 3 workdays, 2026-03-03 09:00, done late", "claimed    2026-03-02 12:00  +3 h", "the chain holds"} {
		if !strings.Contains(short, want) {
			t.Errorf("in English it does not say %q:\n%s", want, short)
		}
	}
	if strings.Contains(short, "Claim →") {
		t.Error("the history was not asked for")
	}
}

// A history that somebody changed is told as broken, from the event on.
func TestABrokenChainIsTold(t *testing.T) {
	i := past(t)
	i.History[2].Reason = "另一个说法"
	if text := tell(t, i, story.Options{Lang: fault.Chinese}); !strings.Contains(text, "从第 3 条起断开") {
		t.Errorf("told:\n%s", text)
	}
}
