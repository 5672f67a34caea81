package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/access"
	"sizhang/domain/clock"
	"sizhang/domain/fault"
	"sizhang/server/app"
	"sizhang/server/intake"
	"sizhang/server/record"
)

var aboutImportCalendar = about{
	id: "importCalendar", tag: tagState, access: rightTo(access.TerritoryEdit, wholeCity), heavy: true, uploads: tableTypes,
	zh: "导入放假与调休（CSV、XLSX）", en: "Import holidays and make-up workdays (CSV, XLSX)",
	note: "列：date 日期、kind 类型（放假 holiday、调休上班 workday）、name 名称。不经草案，立即生效，未结问题的时限随之重算；同一天以后导入的为准。先用 `dry_run=true` 看逐行的报告。有一行被拒绝即答 422，什么都不写入；`leave_out=true` 只略去这些行。写入之前先记入操作记录。可重复执行。\n\n" +
		"Columns: date, kind (holiday or workday), name. It is in force at once, without a draft, and the clocks of open issues follow; of a day that comes again the later import counts. `dry_run=true` first shows the report row by row. Where a row is refused the answer is 422 and nothing is written; `leave_out=true` leaves out such rows alone. It is put on the record first. It can be repeated.",
	problems: []fault.Code{fault.BodyMissing, fault.CityWithoutProfile},
	answer:   jsonOf[calendarImportBody]("逐行的报告 · The report, row by row"),
	refused:  func(r huma.Registry) *huma.Schema { return schemaOf[calendarImportBody](r) },
}

// calendarImportBody is what became of a table of days.
type calendarImportBody struct {
	Written   bool          `json:"written" doc:"已生效；false 为被拒绝、只看，或全都已有 · In force; false where it was refused, only looked at, or all there already"`
	Number    int           `json:"number,omitempty" doc:"本市第几次导入 · Which import of the city it is"`
	Added     int           `json:"added"`
	Changed   int           `json:"changed"`
	Unchanged int           `json:"unchanged"`
	Years     []int         `json:"years" doc:"其后放假安排已知的年份 · Years whose holidays are known with it"`
	Report    *importReport `json:"report,omitempty" doc:"逐行的报告 · Row by row"`
}

func (s *Server) importCalendar(ctx context.Context, in *TableAtOnceInput) (*written, error) {
	if in.empty() {
		return nil, fault.New(fault.BodyMissing, "", nil)
	}
	sum := sha256.New()
	file := io.TeeReader(in.body, sum)
	days, report, err := intake.ReadCalendar(ctx, file, in.options())
	if err == nil {
		_, err = io.Copy(io.Discard, file) // what the reader left of it belongs to its hash
	}
	if err != nil {
		return nil, unreadable(err)
	}
	report.File = in.File
	if report.Refused() {
		return calendarAnswer(http.StatusUnprocessableEntity, app.CalendarImport{}, report)
	}
	from := app.Source{Name: in.File, SHA256: hex.EncodeToString(sum.Sum(nil))}
	done, err := s.layCalendar(ctx, in, days, from)
	if err != nil {
		return nil, err
	}
	return calendarAnswer(http.StatusOK, done, report)
}

// layCalendar lays days over the city's, on the record, or says what that would come to.
func (s *Server) layCalendar(ctx context.Context, in *TableAtOnceInput, days []clock.Exception, from app.Source) (app.CalendarImport, error) {
	if in.DryRun {
		planned, err := s.app.PlanCalendar(ctx, in.City, days)
		planned.Number = 0
		return planned, err
	}
	with := map[string]string{"noun": "calendar", "file": from.Name, "sha256": from.SHA256}
	return doing(ctx, s, &in.SignedIn, record.Imported, "calendar", with, func() (app.CalendarImport, error) {
		return s.app.ImportCalendar(ctx, in.City, days, from)
	})
}

// calendarAnswer writes a calendarImportBody.
func calendarAnswer(status int, done app.CalendarImport, report *intake.Report) (*written, error) {
	if done.Years == nil {
		done.Years = []int{}
	}
	return answered(status, struct {
		calendarImportBody
		Report *intake.Report `json:"report"`
	}{calendarImportBody{
		Written: done.Number > 0, Number: done.Number, Added: done.Added, Changed: done.Changed, Unchanged: done.Unchanged, Years: done.Years,
	}, report})
}
