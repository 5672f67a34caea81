package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"sizhang/domain/clock"
	"sizhang/server/app"
	"sizhang/server/intake"
)

type importCalendar struct {
	File string `arg:"" help:"文件 / the file." type:"existingfile"`
	recordedSettings
	Sheet    string `help:"XLSX 的工作表，默认第一个合用的 / sheet of a workbook; the first that fits by default." placeholder:"NAME"`
	LeaveOut bool   `help:"略去被拒绝的行，其余照常导入 / leave out the rows that are refused and import the rest."`
	DryRun   bool   `help:"只读取和检查，什么都不写 / read and check only; nothing is written."`
	JSON     bool   `name:"json" help:"报告用 JSON / print the report as JSON."`
}

// Help is shown by import calendar --help.
func (importCalendar) Help() string {
	return "列 / Columns: date 日期, kind 类型（放假 holiday、调休上班 workday）, name 名称\n" +
		"立即生效，不经草案；同一天以后导入的为准 / It is in force at once, without a draft; of a day that comes again the later import counts.\n\n" +
		"示例 / Example:\n\n  sizhang import calendar calendar.csv --city 110101 --data data"
}

// Run imports a table of holidays and make-up workdays.
func (c *importCalendar) Run(r *run) error {
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	how := putSettings{recordedSettings: c.recordedSettings, DryRun: c.DryRun, JSON: c.JSON}
	return how.with(r, filepath.Base(c.File), file, 0, func(i *importing) error {
		i.options.Sheet, i.options.LeaveOut = c.Sheet, c.LeaveOut
		days, report, err := intake.ReadCalendar(r.ctx, i.reader(), i.options)
		if err != nil {
			return err
		}
		report.File = i.name
		var done app.CalendarImport
		if !report.Refused() {
			if done, err = i.calendar(days); err != nil {
				return i.elsewhere(err)
			}
		}
		if err := i.printCalendar(report, done); err != nil {
			return err
		}
		if report.Refused() {
			return &toldError{}
		}
		return nil
	})
}

// calendar lays the days over the city's, on the record.
func (i *importing) calendar(days []clock.Exception) (app.CalendarImport, error) {
	return doingImport(i, "calendar", nil, func() (app.CalendarImport, error) {
		return i.app.ImportCalendar(i.ctx, i.City, days, i.source())
	})
}

func (i *importing) printCalendar(report *intake.Report, done app.CalendarImport) error {
	if i.how.JSON {
		of := calendarImportJSON{Number: done.Number, Added: done.Added, Changed: done.Changed, Unchanged: done.Unchanged, DryRun: i.how.DryRun, Years: done.Years}
		return i.printDocument(struct {
			Report json.Marshaler     `json:"report"`
			Import calendarImportJSON `json:"import"`
		}{report, of})
	}
	if err := report.Print(i.stdout, i.lang); err != nil {
		return err
	}
	return i.say("\n%s", "\n%s", i.calendarVerdict(report, done))
}

type calendarImportJSON struct {
	Number    int   `json:"number"`
	Added     int   `json:"added"`
	Changed   int   `json:"changed"`
	Unchanged int   `json:"unchanged"`
	DryRun    bool  `json:"dry_run"`
	Years     []int `json:"years"`
}

func (i *importing) calendarVerdict(report *intake.Report, done app.CalendarImport) string {
	counts := countsText(i.lang, app.Outcome{Added: done.Added, Changed: done.Changed, Unchanged: done.Unchanged})
	switch {
	case report.Refused() && i.how.DryRun:
		return pick(i.lang, "试运行：会被拒绝，未写入任何内容。", "Dry run: this would be refused; nothing was written.")
	case report.Refused():
		return pick(i.lang, "已拒绝：未写入任何内容。改正后重新导入。", "Refused: nothing was written. Mend the file and import it again.")
	case i.how.DryRun:
		return say(i.lang, "试运行：可以导入：%s；未写入任何内容。", "Dry run: this can be imported (%s); nothing was written.", counts)
	case done.Number == 0:
		return say(i.lang, "与现有日历完全相同，没有变化（%s）。", "All of it is there already (%s).", counts)
	}
	return say(i.lang, "已生效，为本市第 %d 次导入：%s。已知放假安排的年份：%s。", "In force, as import %d of the city: %s. Holidays are known for %s.", done.Number, counts, yearsText(done.Years))
}

// yearsText writes years, those that follow each other as a span.
func yearsText(years []int) string {
	var spans []string
	for i := 0; i < len(years); {
		k := i
		for k+1 < len(years) && years[k+1] == years[k]+1 {
			k++
		}
		text := strconv.Itoa(years[i])
		if k > i {
			text += "–" + strconv.Itoa(years[k])
		}
		spans = append(spans, text)
		i = k + 1
	}
	return strings.Join(slices.Compact(spans), ", ")
}
