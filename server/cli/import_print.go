package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/app"
	"sizhang/server/intake"
)

// print prints the report and, below it, where the import stands and what to do
// next.
func (i *importing) print(report *intake.Report, p put) error {
	if i.how.JSON {
		return i.printJSON(report, p)
	}
	if err := report.Print(i.stdout, i.lang); err != nil {
		return err
	}
	_, err := fmt.Fprintf(i.stdout, "\n%s\n", i.verdict(p))
	return err
}

// verdict says where the import stands.
func (i *importing) verdict(p put) string {
	counts := countsText(i.lang, p.Outcome)
	switch {
	case p.refused && i.how.DryRun:
		return pick(i.lang, "试运行：会被拒绝，未写入任何内容。", "Dry run: this would be refused; nothing was written.")
	case p.refused && i.draft != "":
		return say(i.lang, "已拒绝：未写入任何内容，草案 %s 保持原样。改正后重新导入。",
			"Refused: nothing was written, and the draft %s is as it was. Mend the file and import it again.", shortID(i.draft))
	case p.refused:
		return pick(i.lang, "已拒绝：未写入任何内容。改正后重新导入。", "Refused: nothing was written. Mend the file and import it again.")
	case i.how.DryRun:
		return say(i.lang, "试运行：可以导入：%s；未写入任何内容。", "Dry run: this can be imported (%s); nothing was written.", counts)
	case p.published:
		return publishedText(i.lang, p.draft, i.app.Now(), counts)
	case i.draft != "" && p.Added+p.Changed+p.Ended == 0:
		return say(i.lang, "与现有内容和草案完全相同，草案 %s 没有变化（%s）。", "All of it is there already; the draft %s is as it was (%s).", shortID(i.draft), counts)
	case p.draft.ID == "":
		return say(i.lang, "与现有内容完全相同，没有新建草案（%s）。", "All of it is there already, so that no draft was made (%s).", counts)
	}
	return say(i.lang, "已写入草案 %s，尚未生效：%s。", "Put into the draft %s, which is not in force yet: %s.", shortID(p.draft.ID), counts) +
		"\n" + i.next(shortID(p.draft.ID))
}

// countsText says what an import or a draft does.
func countsText(in fault.Language, o app.Outcome) string {
	parts := []string{
		say(in, "新增 %d", "%d added", o.Added), say(in, "变更 %d", "%d changed", o.Changed),
		say(in, "撤销 %d", "%d ended", o.Ended), say(in, "未变 %d", "%d as they were", o.Unchanged),
	}
	if o.Ended == 0 {
		parts = slices.Delete(parts, 2, 3)
	}
	return strings.Join(parts, pick(in, "，", ", "))
}

// publishedText says what was published and from when it holds.
func publishedText(in fault.Language, d app.Draft, now time.Time, counts string) string {
	switch {
	case d.Version == 0:
		return say(in, "已发布，各按自己的起止时间生效：%s。", "Published; everything holds from its own time on: %s.", counts)
	case d.Effective.After(now):
		return say(in, "已发布为第 %d 版，将于 %s 生效：%s。", "Published as version %d, to take effect on %s: %s.", d.Version, dateText(d.Effective), counts)
	}
	return say(in, "已发布为第 %d 版，自 %s 起生效：%s。", "Published as version %d, in force since %s: %s.", d.Version, dateText(d.Effective), counts)
}

// next says what to type to look at a draft and to publish it.
func (w *working) next(draft string) string {
	lines := []string{
		pick(w.lang, "接下来：", "Next:"),
		fmt.Sprintf("  sizhang import … %s --draft %s  # %s", joined(w.flags(), w.secrets.flag()), draft, pick(w.lang, "再放进别的文件", "add another file")),
	}
	for _, step := range []struct{ command, zh, en string }{
		{"audit", "核查", "what is wrong with it"}, {"diff", "看谁得谁失", "who gains and who loses"}, {"publish", "发布", "put it into force"},
	} {
		flags := w.flags()
		if step.command == "publish" {
			flags = joined(flags, w.secrets.flag())
		}
		lines = append(lines, fmt.Sprintf("  sizhang %-8s %s --draft %s  # %s", step.command, flags, draft, pick(w.lang, step.zh, step.en)))
	}
	return strings.Join(lines, "\n")
}

// printJSON prints the report, or what else an import has to say, with one more
// member, import, that says where it stands.
func (i *importing) printJSON(report any, p put) error {
	body, err := json.Marshal(report)
	if err != nil {
		return err
	}
	result, err := json.Marshal(map[string]any{"import": struct {
		countsJSON
		DryRun bool       `json:"dry_run"`
		Draft  *draftJSON `json:"draft"`
	}{countsOf(p.Outcome), i.how.DryRun, i.draftJSON(p)}})
	if err != nil {
		return err
	}
	return i.printDocument(json.RawMessage(slices.Concat(body[:len(body)-1], []byte(","), result[1:])))
}

func (i *importing) draftJSON(p put) *draftJSON {
	if p.draft.ID == "" || p.refused || i.how.DryRun {
		return nil
	}
	d := draftJSONOf(p.draft)
	return &d
}

// printDocument prints a JSON document as people read it.
func (r *run) printDocument(v any) error {
	encoder := json.NewEncoder(r.stdout)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}
