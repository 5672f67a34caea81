package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"regexp"

	"sizhang/domain/fault"
	"sizhang/server/app"
	"sizhang/server/intake"
)

type importCommands struct {
	Profile      importProfile      `cmd:"" help:"城市配置（YAML）/ a city's profile."`
	Areas        importAreas        `cmd:"" help:"单元名录（CSV）/ a table of units."`
	Territory    importTerritory    `cmd:"" help:"单元边界（GeoJSON）/ the shapes of one level."`
	Streets      importStreets      `cmd:"" help:"街（GeoJSON）/ streets: centrelines or areas."`
	Buildings    importBuildings    `cmd:"" help:"楼栋（GeoJSON）/ buildings."`
	Appointments importAppointments `cmd:"" help:"任职（CSV）/ appointments to posts."`
}

// importSettings are common to every import.
type importSettings struct {
	dataSettings
	File string `arg:"" help:"文件 / the file." type:"existingfile"`
	City string `help:"城市的 6 位区划代码 / the city's 6-digit division code." required:"" placeholder:"CODE"`
}

// recordSettings are common to every import of rows or features.
type recordSettings struct {
	importSettings
	LeaveOut bool `help:"略去被拒绝的记录，其余照常导入 / leave out the records that are refused and import the rest."`
	JSON     bool `name:"json" help:"报告用 JSON / print the report as JSON."`
}

var cityCode = regexp.MustCompile(`^[0-9]{6}$`)

// Validate checks the settings before anything starts.
func (s *importSettings) Validate() error {
	if !cityCode.MatchString(s.City) {
		return fmt.Errorf("--city: %q is not a 6-digit division code, such as 110101", s.City)
	}
	return nil
}

// refusedError says that an import was turned down for reasons that its report
// has already given.
type refusedError struct{}

func (*refusedError) Error() string { return "the import was refused" }

// importing is an import under way: the open store and file.
type importing struct {
	*run
	app      *app.App
	file     *os.File
	json     bool
	options  intake.Options
	sum      hash.Hash
	progress app.Progress
}

// begin opens the store and the file and calls work. The city must have a
// profile unless the import brings one.
func (s *importSettings) begin(r *run, work func(*importing) error) (err error) {
	file, err := os.Open(s.File)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	st, err := s.open(r.ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	progress, done := bars(r.stderr)
	defer done()
	i := &importing{run: r, app: app.New(st, app.Options{Log: r.log}), file: file, sum: sha256.New(), progress: progress}
	i.options = intake.Options{Size: info.Size(), Progress: func(done, total int64) { progress("read", int(done), int(total)) }}
	return work(i)
}

// underProfile is begin for imports that need the city's profile.
func (s *recordSettings) underProfile(r *run, work func(*importing) error) error {
	return s.begin(r, func(i *importing) error {
		i.json, i.options.LeaveOut = s.JSON, s.LeaveOut
		p, err := i.app.Profile(r.ctx, s.City)
		if err != nil {
			return err
		}
		i.options.Profile = p
		return work(i)
	})
}

// reader hashes the file while it is read.
func (i *importing) reader() io.Reader { return io.TeeReader(i.file, i.sum) }

func (i *importing) source() app.Source {
	return app.Source{Name: filepath.Base(i.file.Name()), SHA256: hex.EncodeToString(i.sum.Sum(nil))}
}

// publish puts what a file held into force, unless its report or the checks
// beside what is in force refuse it, and prints the report.
func (i *importing) publish(report *intake.Report, readErr error, put func() (app.Outcome, error)) error {
	if readErr != nil {
		return readErr
	}
	report.File = filepath.Base(i.file.Name())
	var outcome app.Outcome
	if !report.Refused() {
		var err error
		if outcome, err = put(); err != nil {
			return err
		}
		report.Add(outcome.Findings...)
	}
	if err := i.print(report, outcome); err != nil {
		return err
	}
	if report.Refused() {
		return &refusedError{}
	}
	return nil
}

func (i *importing) print(report *intake.Report, outcome app.Outcome) error {
	if i.json {
		encoder := json.NewEncoder(i.stdout)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		return encoder.Encode(report)
	}
	if err := report.Print(i.stdout, i.lang); err != nil {
		return err
	}
	_, err := fmt.Fprintln(i.stdout, verdict(i.lang, report.Refused(), outcome))
	return err
}

// verdict is the last line of a report.
func verdict(in fault.Language, refused bool, o app.Outcome) string {
	switch {
	case refused && in == fault.Chinese:
		return "已拒绝：未写入任何内容。改正后重新导入。"
	case refused:
		return "Refused: nothing was written. Mend the file and import it again."
	case in == fault.Chinese:
		return fmt.Sprintf("已生效：新增 %d，变更 %d，未变 %d。", o.Added, o.Changed, o.Unchanged)
	}
	return fmt.Sprintf("In force: %d added, %d changed, %d as they were.", o.Added, o.Changed, o.Unchanged)
}
