// Package cli is the command line: it reads settings, wires the parts together
// and runs one command.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"sizhang/domain/fault"
)

// Exit codes.
const (
	exitOK          = 0
	exitFailed      = 1 // the command could not do its work, an import was refused, or an audit found something
	exitUsage       = 2 // the command line or a setting is wrong
	exitInterrupted = 130
)

// commands is the whole command line. Every flag can also be given by the
// environment variable SIZHANG_ and its name: --log-level as SIZHANG_LOG_LEVEL.
type commands struct {
	Log logSettings `embed:"" prefix:"log-"`

	Lang string `help:"报告的语言 / language of reports: zh, en." enum:"zh,en" default:"${lang}"`

	Demo   demoCommand    `cmd:"" help:"用示范城市启动服务 / serve the demonstration city."`
	Serve  serveCommand   `cmd:"" help:"启动服务 / serve the cities of a data folder."`
	Import importCommands `cmd:"" help:"导入到草案 / import a file into a draft; it is whole or it is nothing."`

	Drafts     draftsCommand     `cmd:"" help:"列出草案 / list the drafts of a city."`
	Draft      draftCommands     `cmd:"" help:"查看、作废、更新草案 / show, drop or rebase a draft."`
	Audit      auditCommand      `cmd:"" help:"核查 / audit a city or a draft: gaps, overlaps, units with nobody."`
	Diff       diffCommand       `cmd:"" help:"比较 / say what a draft changes, or what changed between two days."`
	Publish    publishCommand    `cmd:"" help:"发布草案 / put a draft into force."`
	Versions   versionsCommand   `cmd:"" help:"列出版本 / list the versions of a city."`
	Reschedule rescheduleCommand `cmd:"" help:"尚未生效的版本改期 / move a version that is not yet in force to another time."`
	Handover   handoverCommand   `cmd:"" help:"交接岗位 / hand a post over."`
	Calendar   calendarCommands  `cmd:"" help:"工作日历 / the work calendar: holidays and make-up workdays."`
	Coverage   coverageCommand   `cmd:"" help:"覆盖情况：横向到边、纵向到底 / how far responsibility reaches: what every unit has, what is missing."`
	Indicators indicatorsCommand `cmd:"" help:"绩效指标：立案、处置、结案、返工各率，五个第一时间 / performance indicators."`
	Export     exportCommands    `cmd:"" help:"导出 / export tables and shapes."`

	Issue     issueCommands    `cmd:"" help:"问题：查看、列出、核验 / issues: show, list, verify."`
	Lifecycle lifecycleCommand `cmd:"" help:"问题的一生：全部动作与状态 / the life of an issue: all that can be done to it."`

	User   userCommands   `cmd:"" help:"账号与授权 / accounts: make, list, disable, reset, give and take roles."`
	Key    keyCommands    `cmd:"" help:"签名密钥 / the keys that sign access tokens: list, rotate."`
	Record recordCommands `cmd:"" help:"操作记录 / the record of what was done: verify, list, export."`

	Photo photoCommands `cmd:"" help:"照片 / photos: verify."`

	Doctor  doctorCommand  `cmd:"" help:"体检 / look the store over and say what is wrong and what to do."`
	Backup  backupCommand  `cmd:"" help:"备份，服务不必停 / put all data into one file, while servers go on."`
	Restore restoreCommand `cmd:"" help:"从备份恢复到空处 / fill an empty place from a backup."`
	Migrate migrateCommand `cmd:"" help:"迁移：SQLite 与 MongoDB 之间 / move all data between SQLite and MongoDB."`
	Config  configCommand  `cmd:"" help:"打印配置 / print every setting, secrets redacted."`
	Health  healthCommand  `cmd:"" help:"检查服务是否就绪 / ask a running server whether it is ready."`
	Version versionCommand `cmd:"" help:"打印版本 / print the version."`
}

// logSettings say what is logged and how; the log goes to standard error.
type logSettings struct {
	Level  slog.Level `help:"记录级别 / least level that is logged: debug, info, warn, error." default:"info"`
	Format string     `help:"日志格式 / text or json." enum:"text,json" default:"text"`
}

// run is what a command needs beside its own flags.
type run struct {
	ctx            context.Context
	stdout, stderr io.Writer
	log            *slog.Logger
	lang           fault.Language
	kong           *kong.Kong
	command        string       // its name, such as import areas
	given          []*kong.Flag // of the command
}

// Main runs the command line with the process's signals: the first SIGINT or
// SIGTERM ends work cleanly, a second one at once.
func Main(args []string, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // from now on signals have their default effect
	return Run(ctx, args, stdout, stderr)
}

// Run runs one command line and returns its exit code. The context's end stops
// the command as an interrupt would.
func Run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var c commands
	exited, code := false, exitOK
	parser, err := kong.New(&c,
		kong.Name("sizhang"),
		kong.Description("四长：这个地方谁负责？ Who answers for this spot?"),
		kong.DefaultEnvars("SIZHANG"),
		kong.Vars{"lang": systemLanguage()},
		kong.Writers(stdout, stderr),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Exit(func(c int) { exited, code = true, c }),
	)
	if err != nil {
		panic(err) // the commands struct itself is wrong
	}
	parsed, err := parser.Parse(args)
	if exited { // --help
		return code
	}
	if err != nil {
		fmt.Fprintf(stderr, "sizhang: %v\n", err)
		return exitUsage
	}
	r := &run{ctx: ctx, stdout: stdout, stderr: stderr, log: c.Log.logger(stderr), lang: fault.Language(c.Lang), kong: parser, command: nameOf(parsed.Selected()), given: parsed.Flags()}
	return r.exitCode(parsed.Run(r))
}

// nameOf is a command as it is typed, such as import areas.
func nameOf(command *kong.Node) string {
	name := command.Name
	for up := command.Parent; up != nil && up.Type == kong.CommandNode; up = up.Parent {
		name = up.Name + " " + name
	}
	return name
}

// exitCode tells the person what went wrong, if anything did.
func (r *run) exitCode(err error) int {
	switch {
	case err == nil:
		return exitOK
	case r.ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(r.stderr, "sizhang: 已中断，没有任何内容生效 / interrupted; nothing has come into force")
		return exitInterrupted
	}
	var told *toldError
	if errors.As(err, &told) {
		return exitFailed
	}
	var usage usageError
	if errors.As(err, &usage) {
		fmt.Fprintf(r.stderr, "sizhang: %v\n", usage)
		return exitUsage
	}
	for _, problem := range flatten(err) {
		fmt.Fprintf(r.stderr, "sizhang: %s\n", r.describe(problem))
	}
	return exitFailed
}

// describe puts a problem into the person's language where it has one.
func (r *run) describe(err error) string {
	var f *fault.Fault
	if !errors.As(err, &f) {
		return err.Error()
	}
	text := fmt.Sprintf("%s (%s)", f.Text(r.lang), f.Code)
	if place := f.Place(r.lang); f.Line > 0 {
		text = place + ": " + text
	} else if f.Field != "" {
		text = r.flagOf(f.Field) + ": " + text
	}
	if f.Cause != nil {
		text += ": " + f.Cause.Error()
	}
	return text
}

// flagOf names the flag that a field was given by, where the command has one.
func (r *run) flagOf(field string) string {
	for _, flag := range r.given {
		if flag.Name == strings.ReplaceAll(field, "_", "-") {
			return "--" + flag.Name
		}
	}
	return field
}

// flatten takes joined errors apart.
func flatten(err error) []error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, flatten(e)...)
	}
	return all
}

func (s logSettings) logger(w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: s.Level}
	if s.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// systemLanguage reads the person's locale. Chinese comes first: a machine that
// says nothing gets it.
func systemLanguage() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := os.Getenv(name); len(value) >= 2 && value != "C.UTF-8" {
			if value[:2] == "en" {
				return string(fault.English)
			}
			return string(fault.Chinese)
		}
	}
	return string(fault.Chinese)
}
