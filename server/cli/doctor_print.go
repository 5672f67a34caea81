package cli

import (
	"bufio"
	"fmt"

	"sizhang/domain/fault"
	"sizhang/server/doctor"
)

// gradeNames are the grades that want somebody's attention, as people read them.
var gradeNames = map[doctor.Grade]struct{ zh, en string }{
	doctor.Trouble: {"有问题", "TROUBLE"}, doctor.Note: {"注意", "NOTE"},
}

// lineWidth is how many places of a line prose fills: those of a plain terminal.
const lineWidth = 80

// printExamination prints what was found for people. Whoever runs this may have to
// show it to somebody else: Chinese has English beside it, unless the language is
// English.
func (r *run) printExamination(where string, report doctor.Report) error {
	languages := []fault.Language{fault.Chinese, fault.English}
	if r.lang == fault.English {
		languages = languages[1:]
	}
	out := bufio.NewWriter(r.stdout)
	trouble, notes, well := report.Count(doctor.Trouble), report.Count(doctor.Note), report.Count(doctor.Well)
	for _, in := range languages {
		fmt.Fprintln(out, say(in, "体检 %s：有问题 %d 项，注意 %d 项，好 %d 项。", "Doctor on %s: %d in trouble, %d to note, %d well.",
			where, trouble, notes, well))
	}
	for i := 0; i < len(report.Findings); {
		same := alike(report.Findings[i:])
		if i == 0 || same[0].Grade() != doctor.Well || report.Findings[i-1].Grade() != doctor.Well {
			fmt.Fprintln(out)
		}
		if same[0].Grade() == doctor.Well {
			printWell(out, languages[0], same)
		} else {
			printFindings(out, languages, same, report.Left[same[0].Code])
		}
		i += len(same)
	}
	return out.Flush()
}

// alike returns the first findings, as far as they are of one code.
func alike(findings []doctor.Finding) []doctor.Finding {
	n := 1
	for n < len(findings) && findings[n].Code == findings[0].Code {
		n++
	}
	return findings[:n]
}

// The printers leave the writer's error to Flush, which remembers it.

// printWell prints what is as it should be, in one language: nobody has to act.
func printWell(out *bufio.Writer, in fault.Language, same []doctor.Finding) {
	for _, f := range same {
		printWrapped(out, pick(in, "好  ", "ok  "), f.Text(in))
	}
}

// printFindings prints findings of one code, each with what to type, and below
// them what to do.
func printFindings(out *bufio.Writer, languages []fault.Language, same []doctor.Finding, left int) {
	name := gradeNames[same[0].Grade()]
	fmt.Fprintf(out, "%s %s\n", pick(languages[0], name.zh+" "+name.en, name.en), same[0].Code)
	for _, f := range same {
		for _, in := range languages {
			printWrapped(out, "    ", f.Text(in))
		}
		if f.Command() != "" {
			fmt.Fprintf(out, "  $ %s\n", f.Command()) // whole, so that it can be copied
		}
	}
	for _, in := range languages {
		if left > 0 {
			fmt.Fprintln(out, say(in, "    …… 另有 %d 项", "    … and %d more", left))
		}
		printWrapped(out, "  → ", same[0].Remedy(in))
	}
}

// printWrapped prints prose behind a mark, its further lines below the first.
func printWrapped(out *bufio.Writer, mark, text string) {
	for _, line := range wrapped(text, lineWidth-places(mark)) {
		fmt.Fprintf(out, "%s%s\n", mark, line)
		mark = fmt.Sprintf("%*s", places(mark), "")
	}
}

// examinationJSON is an examination for machines: codes are stable, texts are not.
type examinationJSON struct {
	Status   doctor.Grade        `json:"status"` // the worst grade
	Where    string              `json:"where"`
	Trouble  int                 `json:"trouble"`
	Note     int                 `json:"note"`
	Well     int                 `json:"well"`
	Findings []foundJSON         `json:"findings"`
	Left     map[doctor.Code]int `json:"left,omitempty"` // how many more of a code there were
}

type foundJSON struct {
	Grade    doctor.Grade      `json:"grade"`
	Code     doctor.Code       `json:"code"`
	With     map[string]string `json:"with"`
	ZH       string            `json:"zh"`
	EN       string            `json:"en"`
	RemedyZH string            `json:"remedy_zh,omitempty"`
	RemedyEN string            `json:"remedy_en,omitempty"`
	Command  string            `json:"command,omitempty"`
}

func (r *run) printExaminationJSON(where string, report doctor.Report) error {
	body := examinationJSON{
		Status: doctor.Well, Where: where, Left: report.Left, Findings: []foundJSON{},
		Trouble: report.Count(doctor.Trouble), Note: report.Count(doctor.Note), Well: report.Count(doctor.Well),
	}
	if len(report.Findings) > 0 {
		body.Status = report.Findings[0].Grade()
	}
	for _, f := range report.Findings {
		body.Findings = append(body.Findings, foundJSON{
			f.Grade(), f.Code, f.With, f.Text(fault.Chinese), f.Text(fault.English), f.Remedy(fault.Chinese), f.Remedy(fault.English), f.Command(),
		})
	}
	return r.printDocument(body)
}
