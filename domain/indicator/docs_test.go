package indicator_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"sizhang/domain/indicator"
)

// The page for people has every indicator, latency and score as it is.
func TestTheDocsSayWhatIsCounted(t *testing.T) {
	text, err := os.ReadFile("../../docs/indicators.md")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, i := range indicator.All {
		want = append(want, fmt.Sprintf("| %s %s `%s` | %s<br>%s | %s | %s |", i.Names.ZH, i.Names.EN, i.ID, i.Formula.ZH, i.Formula.EN, indicator.Instants[i.At].ZH, indicator.Roles[i.Role].ZH))
	}
	for _, l := range indicator.Latencies {
		want = append(want, fmt.Sprintf("| %s %s `%s` | %s |", l.Names.ZH, l.Names.EN, l.ID, indicator.Instants[l.At].ZH))
	}
	for _, s := range indicator.DefaultScheme.Scores {
		var items []string
		for _, item := range s.Items {
			i, _, _ := indicator.Find(item.Indicator)
			name := i.Names.ZH
			if item.Less {
				name = "（1 − " + name + "）"
			}
			items = append(items, fmt.Sprintf("%s × %d", name, item.Weight))
		}
		want = append(want, fmt.Sprintf("| %s %s `%s` | %s |", s.Names.ZH, s.Names.EN, s.ID, strings.Join(items, " + ")))
	}
	for _, line := range want {
		if !strings.Contains(string(text), line+"\n") {
			t.Errorf("docs/indicators.md lacks the line\n%s", line)
		}
	}
}
