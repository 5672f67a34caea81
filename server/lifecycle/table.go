package lifecycle

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
)

// Header names the columns of Rows.
func Header(lang fault.Language) []string {
	if lang == fault.English {
		return []string{"action", "code", "from", "to", "who", "right", "if", "demands", "clocks"}
	}
	return []string{"动作", "代码", "从", "到", "谁", "权限", "条件", "需要", "计时"}
}

// Rows are the whole table as cells, in the order of issue.Lifecycle.
func Rows(lang fault.Language) [][]string {
	var rows [][]string
	for _, l := range lines(lang) {
		rows = append(rows, []string{l.action, l.code, l.from, l.to, l.who, l.right, l.when, l.wants, l.clocks})
	}
	return rows
}

// Markdown writes the table as Markdown has them.
func Markdown(w io.Writer, lang fault.Language) error {
	header := Header(lang)
	rows := append([][]string{header, strings.Split(strings.Repeat("---,", len(header)-1)+"---", ",")}, Rows(lang)...)
	for _, row := range rows {
		if _, err := fmt.Fprintf(w, "| %s |\n", strings.Join(row, " | ")); err != nil {
			return err
		}
	}
	return nil
}

// JSON writes the states and the table for machines, with names in both languages.
func JSON(w io.Writer) error {
	type state struct {
		State issue.State `json:"state"`
		ZH    string      `json:"zh"`
		EN    string      `json:"en"`
		Open  bool        `json:"open"`
	}
	type transition struct {
		Action    issue.Action    `json:"action"`
		ZH        string          `json:"zh"`
		EN        string          `json:"en"`
		From      []issue.State   `json:"from"`
		To        issue.State     `json:"to,omitempty"`
		Who       issue.Who       `json:"who,omitempty"`
		Right     access.Right    `json:"right,omitempty"`
		Condition issue.Condition `json:"condition,omitempty"`
		Asked     issue.Action    `json:"asked,omitempty"`
		Demands   []issue.Demand  `json:"demands"`
		Ends      []issue.Stage   `json:"ends"`
		Starts    []issue.Stage   `json:"starts"`
	}
	var document struct {
		States      []state      `json:"states"`
		Transitions []transition `json:"transitions"`
	}
	for _, s := range issue.States {
		document.States = append(document.States, state{s.State, s.ZH, s.EN, s.Open})
	}
	for _, t := range issue.Lifecycle {
		document.Transitions = append(document.Transitions, transition{
			t.Action, t.ZH, t.EN, list(t.From), t.To, t.Who, t.Right, t.If, t.Asked, list(t.Demands), list(t.Ends), list(t.Starts),
		})
	}
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(document)
}

// list makes of no list an empty one.
func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}
