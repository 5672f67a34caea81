package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sizhang/domain/fault"
	"sizhang/server/app"
	"sizhang/server/intake"
	"sizhang/server/record"
	"sizhang/server/store"
)

type importCommands struct {
	Profile      importProfile      `cmd:"" help:"城市配置（YAML）/ a city's profile."`
	Areas        importAreas        `cmd:"" help:"单元名录（CSV、XLSX）/ a table of units."`
	Territory    importTerritory    `cmd:"" help:"单元边界（GeoJSON）/ the shapes of one level."`
	Streets      importStreets      `cmd:"" help:"街（GeoJSON）/ streets: centrelines or areas."`
	Buildings    importBuildings    `cmd:"" help:"楼栋（GeoJSON）/ buildings."`
	Appointments importAppointments `cmd:"" help:"任职（CSV、XLSX）/ appointments to posts."`
	People       importPeople       `cmd:"" help:"人员名册（CSV、XLSX）/ the register of people."`
	Bodies       importBodies       `cmd:"" help:"机构：指挥部、专项组、部门（CSV、XLSX）/ bodies: headquarters, task groups, departments."`
	Categories   importCategories   `cmd:"" help:"问题类别：立案条件、时限（CSV、XLSX）/ categories of problems, with conditions and limits."`
	Defaults     importDefaults     `cmd:"" name:"default-categories" help:"随系统提供的部件、事件类别 / the categories that are shipped."`
	Charges      importCharges      `cmd:"" help:"职责分工（CSV、XLSX）/ which body has which category in charge."`
	Sponsorships importSponsorships `cmd:"" help:"包保（CSV、XLSX）/ who sponsors which unit."`
	Calendar     importCalendar     `cmd:"" help:"节假日与调休上班（CSV、XLSX）/ holidays and make-up workdays; in force at once."`
	Requests     importRequests     `cmd:"" help:"其他系统的案件，连同各自的时间（CSV、XLSX）/ requests of another system, with their own times."`
	Orders       importOrders       `cmd:"" help:"12345 等热线的工单（CSV、XLSX）/ work orders of a hotline."`
}

// importSettings are common to every import of a file.
type importSettings struct {
	File string `arg:"" help:"文件 / the file." type:"existingfile"`
	putSettings
}

// putSettings say where an import goes.
type putSettings struct {
	recordedSettings
	Draft     string  `help:"放进已有的草案：编号、编号的末几位或 last；不写则新建 / add to this draft: its id, the end of it, or last; a new one without." placeholder:"ID"`
	Note      string  `help:"新建草案的说明 / what a new draft is for." placeholder:"TEXT"`
	Publish   bool    `help:"随即发布 / publish at once."`
	Effective instant `help:"与 --publish 同用：何时生效，日期或时刻，默认立即 / with --publish: when it takes effect; now by default." placeholder:"TIME"`
	DryRun    bool    `help:"只读取和检查，什么都不写 / read and check only; nothing is written."`
	JSON      bool    `name:"json" help:"报告用 JSON / print the report as JSON."`
}

// Validate checks the settings before anything starts.
func (s *putSettings) Validate() error {
	switch {
	case s.DryRun && s.Publish:
		return usageError("--dry-run 与 --publish 只能选一个 / --dry-run and --publish exclude each other")
	case !s.Effective.IsZero() && !s.Publish:
		return usageError("--effective 要与 --publish 同用 / --effective goes with --publish")
	case s.Note != "" && s.Draft != "":
		return usageError("--note 只用于新建的草案 / --note is for a new draft; --draft names one that is there")
	}
	return s.recordedSettings.Validate()
}

// tableSettings are common to every import of a table.
type tableSettings struct {
	recordSettings
	Sheet string `help:"XLSX 的工作表，默认第一个合用的 / sheet of a workbook; the first that fits by default." placeholder:"NAME"`
}

// recordSettings are common to every import of rows or features.
type recordSettings struct {
	importSettings
	LeaveOut bool `help:"略去被拒绝的记录，其余照常导入 / leave out the records that are refused and import the rest."`
}

// importing is an import under way: the open store and file.
type importing struct {
	*working
	how     *putSettings
	name    string // of the file
	content io.Reader
	draft   string // the id of the draft that it goes into, empty for a new one
	options intake.Options
	sum     hash.Hash
}

// begin opens the file and the store, which is made where there is none, and
// calls work.
func (s *importSettings) begin(r *run, work func(*importing) error) error {
	file, err := os.Open(s.File)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	return s.with(r, filepath.Base(file.Name()), file, info.Size(), work)
}

// with opens the store for an import of the content.
func (s *putSettings) with(r *run, name string, content io.Reader, size int64, work func(*importing) error) (err error) {
	st, cleanUp, err := s.openStore(r)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()); cleanUp() }()
	progress, done := bars(r.stderr)
	defer done()
	w := &working{run: r, citySettings: &s.citySettings, app: app.New(st, app.Options{Log: r.log}), progress: progress}
	w.record = nothingDone{}
	if !s.DryRun {
		if _, err := w.onRecord(s.secretSettings); err != nil {
			return err
		}
	}
	i := &importing{working: w, how: s, name: name, content: content, sum: sha256.New()}
	i.options = intake.Options{Size: size, Progress: func(done, total int64) { progress("read", int(done), int(total)) }}
	if i.draft, err = w.draftID(s.Draft); err != nil {
		return err
	}
	return work(i)
}

func (s *putSettings) openStore(r *run) (store.Store, func(), error) {
	if s.DryRun {
		return s.openDry(r.ctx)
	}
	st, err := s.open(r.ctx)
	return st, func() {}, err
}

// underProfile is begin for imports that need the city's profile, which may come
// with the draft.
func (s *recordSettings) underProfile(r *run, work func(*importing) error) error {
	return s.begin(r, func(i *importing) error {
		i.options.LeaveOut = s.LeaveOut
		return i.underProfile(work)
	})
}

func (i *importing) underProfile(work func(*importing) error) error {
	p, err := i.app.Profile(i.ctx, i.City, i.draft)
	if err != nil {
		return i.elsewhere(err)
	}
	i.options.Profile = p
	return work(i)
}

// elsewhere adds, where a city has no profile yet but a draft of it has, which
// draft that is.
func (i *importing) elsewhere(err error) error {
	if fault.As(err).Code != fault.CityWithoutProfile || i.draft != "" {
		return err
	}
	drafts, failed := i.app.Drafts(i.ctx, i.City)
	if failed != nil {
		return err
	}
	for _, d := range slices.Backward(drafts) {
		if d.State == app.OpenDraft && slices.ContainsFunc(d.Parts, func(p app.Part) bool { return p.Kind == app.ProfileEdition }) {
			return errors.New(say(i.lang, "城市 %s 的配置还在草案 %s 里；请加 --draft %[2]s 放进同一草案，或先发布它。 (%s)",
				"The profile of %s is still in the draft %s: add --draft %[2]s to import into that, or publish it first. (%s)",
				i.City, shortID(d.ID), fault.CityWithoutProfile))
		}
	}
	return err
}

// begin is underProfile for tables.
func (s *tableSettings) begin(r *run, work func(*importing) error) error {
	return s.underProfile(r, func(i *importing) error {
		i.options.Sheet = s.Sheet
		return work(i)
	})
}

// reader hashes the file while it is read.
func (i *importing) reader() io.Reader { return io.TeeReader(i.content, i.sum) }

// source names the file by all of its bytes, once they were read.
func (i *importing) source() app.Source {
	return app.Source{Name: i.name, SHA256: hex.EncodeToString(i.sum.Sum(nil))}
}

// doingImport puts the import of what was read on the record and then does it. Whatever
// the reader left of the file, such as blanks at its end, is read for its hash.
func doingImport[T any](i *importing, object string, with map[string]string, act func() (T, error)) (T, error) {
	if _, err := io.Copy(io.Discard, i.reader()); err != nil {
		return *new(T), err
	}
	from := i.source()
	told := map[string]string{"noun": i.noun(), "file": from.Name, "sha256": from.SHA256}
	maps.Copy(told, with)
	return doing(i.working, record.Imported, object, told, act)
}

// noun is what is imported, as in import areas.
func (i *importing) noun() string { return strings.TrimPrefix(i.command, "import ") }
