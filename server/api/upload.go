package api

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"net/http"
	"os"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"sizhang/domain/fault"
	"sizhang/server/app"
	"sizhang/server/intake"
	"sizhang/server/record"
)

// maxUpload is the largest file that is read over HTTP, in bytes; larger ones go
// through the command line.
const maxUpload = 512 << 20

// Upload is a file that is sent as a request's body and read as it arrives.
type Upload struct {
	body *bufio.Reader
	size int64 // 0 while unknown
}

// Resolve is where huma lets an input read the request.
func (u *Upload) Resolve(ctx huma.Context) []error {
	c := humagin.Unwrap(ctx)
	u.body = bufio.NewReaderSize(http.MaxBytesReader(c.Writer, c.Request.Body, maxUpload), 64<<10)
	u.size = max(c.Request.ContentLength, 0)
	return nil
}

// empty says whether no file came.
func (u *Upload) empty() bool {
	_, err := u.body.Peek(1)
	return errors.Is(err, io.EOF)
}

// uploading remembers what was wrong with a file on its way, to tell that from
// trouble of ours.
type uploading struct {
	io.Reader
	err error
}

func (u *uploading) Read(p []byte) (int, error) {
	n, err := u.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		u.err = err
	}
	return n, err
}

// FileInput names the file of an import.
type FileInput struct {
	File string `query:"file" maxLength:"200" doc:"文件名，只作记录 · The file's name, for the record" example:"areas.csv"`
}

// LeaveOutInput says what becomes of what is refused.
type LeaveOutInput struct {
	LeaveOut bool `query:"leave_out" doc:"略去被拒绝的记录，其余照常导入 · Leave out the records that are refused and import the rest"`
}

// SheetInput says which table of a workbook is meant.
type SheetInput struct {
	Sheet string `query:"sheet" maxLength:"100" doc:"XLSX 的工作表，默认第一个合用的 · Sheet of a workbook; the first that fits by default" example:"Sheet1"`
}

// ImportInput is common to every import into a draft.
type ImportInput struct {
	SignedIn
	DraftInput
	Upload
	FileInput
}

// RecordsInput is common to every import of rows or features into a draft.
type RecordsInput struct {
	ImportInput
	LeaveOutInput
}

// TableInput is common to every import of a table into a draft.
type TableInput struct {
	RecordsInput
	SheetInput
}

// TableAtOnceInput is common to imports of tables that are in force at once, without a
// draft.
type TableAtOnceInput struct {
	SignedIn
	CityInput
	Upload
	FileInput
	LeaveOutInput
	SheetInput
	DryRun bool `query:"dry_run" doc:"只看不写 · Look only; nothing is written"`
}

func (in *TableAtOnceInput) options() intake.Options {
	return intake.Options{Size: in.size, Sheet: in.Sheet, LeaveOut: in.LeaveOut}
}

// importBody is the contract of what became of an import.
type importBody struct {
	Taken bool `json:"taken" doc:"已进入草案；false 为被拒绝，什么都没有写入 · It is in the draft; false where it was refused and nothing was written"`
	OutcomeCounts
	Report *importReport `json:"report,omitempty" doc:"逐行的报告；配置没有 · Row by row; none for a profile"`
}

// importReport is the contract of an intake.Report.
type importReport struct {
	File     string  `json:"file,omitempty"`
	Record   string  `json:"record" enum:"row,feature"`
	Read     int     `json:"read"`
	Kept     int     `json:"kept"`
	Refused  int     `json:"refused"`
	Omitted  int     `json:"omitted"`
	Repaired int     `json:"repaired"`
	Noted    int     `json:"noted"`
	Findings []found `json:"findings"`
}

// importing is an import under way.
type importing struct {
	*ImportInput
	ctx     context.Context
	app     App
	sum     hash.Hash
	options intake.Options
}

func (s *Server) importing(ctx context.Context, in *ImportInput) (*importing, error) {
	if in.empty() {
		return nil, fault.New(fault.BodyMissing, "", nil)
	}
	return &importing{ImportInput: in, ctx: ctx, app: s.app, sum: sha256.New(), options: intake.Options{Size: in.size}}, nil
}

// reader hashes the file while it is read.
func (i *importing) reader() io.Reader { return io.TeeReader(i.body, i.sum) }

func (i *importing) source() app.Source {
	return app.Source{Name: i.File, SHA256: hex.EncodeToString(i.sum.Sum(nil))}
}

// reading is what a file held, and what puts that into the draft.
type fileRead struct {
	report *intake.Report
	put    func() (app.Outcome, error)
}

// importRecords reads a file under the city's profile and puts what it held into
// the draft, unless its report or the checks beside what is in force refuse it.
func (s *Server) importRecords(ctx context.Context, noun string, in *RecordsInput, sheet string, read func(*importing) (fileRead, error)) (*written, error) {
	i, err := s.importing(ctx, &in.ImportInput)
	if err != nil {
		return nil, err
	}
	i.options.LeaveOut, i.options.Sheet = in.LeaveOut, sheet
	if i.options.Profile, err = s.app.Profile(ctx, in.City, in.ID); err != nil {
		return nil, err
	}
	file, err := read(i)
	if err != nil {
		return nil, unreadable(err)
	}
	file.report.File = in.File
	var outcome app.Outcome
	if !file.report.Refused() {
		if outcome, err = takeIn(s, i, noun, file.put); err != nil {
			return nil, err
		}
		file.report.Add(outcome.Findings...)
	}
	return importAnswer(outcome, file.report)
}

// takeIn puts what a file held into the draft, on the record. Whatever the reader left
// of the file, such as blanks at its end, is read for its hash.
func takeIn(s *Server, i *importing, noun string, put func() (app.Outcome, error)) (app.Outcome, error) {
	if _, err := io.Copy(io.Discard, i.reader()); err != nil {
		return app.Outcome{}, unreadable(err)
	}
	from := i.source()
	with := map[string]string{"noun": noun, "file": from.Name, "sha256": from.SHA256}
	return doing(i.ctx, s, &i.SignedIn, record.Imported, "draft/"+i.ID, with, put)
}

// importAnswer writes an importBody.
func importAnswer(outcome app.Outcome, report *intake.Report) (*written, error) {
	body := struct {
		Taken bool `json:"taken"`
		OutcomeCounts
		Report *intake.Report `json:"report,omitempty"`
	}{true, countsOf(outcome), report}
	status := http.StatusOK
	if report != nil && report.Refused() {
		status, body.Taken, body.OutcomeCounts = http.StatusUnprocessableEntity, false, OutcomeCounts{}
	}
	return answered(status, body)
}

// answered writes a body whose contract is told elsewhere.
func answered(status int, body any) (*written, error) {
	text, err := json.Marshal(body)
	return &written{func(ctx huma.Context) { writeStatus(ctx, status, jsonType, text) }}, err
}

// unreadable words why a file could not be read.
func unreadable(err error) error {
	var f *fault.Fault
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &f), errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &tooLarge):
		return fault.New(fault.BodyTooLarge, "", fault.With{"max": tooLarge.Limit})
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, io.ErrUnexpectedEOF):
		return fault.New(fault.BodyTooSlow, "", nil)
	}
	return fault.New(fault.FileUnreadable, "", fault.With{"reason": err})
}
