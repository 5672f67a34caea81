package city

import (
	"testing"
	"time"

	"sizhang/domain/clock"
	"sizhang/domain/fault"
)

// A limit that no file can say is refused all the same.
func TestLimitsOfStepsAreChecked(t *testing.T) {
	rules := DefaultIssueRules
	rules.Limits.Claim = clock.Limit{Kind: "weeks", Amount: time.Hour}
	rules.Limits.Verify = clock.Limit{}
	p := &Profile{Code: "510300", Names: Names{ZH: "甲市"}, CellResolution: 12, Levels: []Level{{ID: "city", Names: Names{ZH: "市"}, Form: Tiling, Resolution: 11}},
		Posts: []Post{
			{ID: "leader_in_charge", Names: Names{ZH: "分管领导"}, Kind: Leader, Levels: []string{"city"}},
			{ID: "principal_leader", Names: Names{ZH: "主要领导"}, Kind: Leader, Levels: []string{"city"}},
		}, Issues: &rules}
	all := fault.All(p.Check())
	if len(all) != 1 || all[0].Code != fault.LimitKindUnknown || all[0].Field != "issues.limits.claim" {
		t.Errorf("found %v", all)
	}
}
