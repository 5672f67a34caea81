package cli

import (
	"context"
	"os"

	"sizhang/server/doctor"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

type doctorCommand struct {
	dataSettings
	Deep   bool   `help:"逐页逐份读完全部数据，时间与备份相当 / read every page and document, which takes as long as a backup."`
	Server string `help:"同时查看一个正在运行的服务 / look at a running server, too: its address, such as http://127.0.0.1:8080." placeholder:"URL"`
	JSON   bool   `name:"json" help:"用 JSON，供监控用 / as JSON, for monitoring."`
}

// Help is shown by doctor --help.
func (doctorCommand) Help() string {
	return "只看不改。没有问题时退出码为 0（可以有需要注意的），有问题为 1 / It changes nothing. The exit code is 0 where nothing is wrong, notes or not, and 1 where something is.\n\n" +
		"示例 / Example:\n\n  sizhang doctor --data data --deep"
}

// Run examines the store and prints what was found, the worst first.
func (c *doctorCommand) Run(r *run) error {
	progress, done := bars(r.stderr)
	report, err := doctor.Examine(r.ctx, c.patient(progress))
	done()
	if err != nil {
		return err
	}
	print := r.printExamination
	if c.JSON {
		print = r.printExaminationJSON
	}
	if err := print(c.where(), report); err != nil {
		return err
	}
	if report.Count(doctor.Trouble) > 0 {
		return &toldError{}
	}
	return nil
}

func (c *doctorCommand) patient(progress func(string, int, int)) doctor.Patient {
	p := doctor.Patient{
		Open: c.look, Where: c.where(), Flags: c.flag(), Deep: c.Deep, Server: c.Server, Version: version(), Progress: progress,
	}
	if c.Server != "" && c.flag() == "" && c.noFolder() { // nobody said that there is a store here
		p.Open = nil
	}
	if c.Mongo != "" && c.Mongo != os.Getenv(mongoEnv) && c.Mongo != shownMongoURI(c.Mongo) {
		p.Exposed = []string{"--mongo"}
	}
	return p
}

// look opens the store for somebody who only looks: it must be there, of this
// program's layout, and may be one that nobody should use yet.
func (s dataSettings) look(ctx context.Context) (store.Store, error) {
	if err := s.mustBeThere(ctx); err != nil {
		return nil, err
	}
	if s.Mongo == "" {
		if earlier, err := sqlite.Earlier(ctx, s.Data); err != nil {
			return nil, err
		} else if earlier {
			return nil, doctor.ErrEarlier
		}
	}
	return s.connect(ctx)
}
