package cli

import (
	"errors"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/archive"
	"sizhang/server/store"
	"sizhang/server/store/mongo"
	"sizhang/server/store/sqlite"
)

type backupCommand struct {
	dataSettings
	File   string `arg:"" help:"备份文件 / the backup file." type:"path"`
	Force  bool   `help:"覆盖已有的备份文件 / put the backup in the place of a file that is there."`
	Verify bool   `help:"只核对一份已有的备份，不需要数据 / only check a backup that is there; no data is needed."`
	JSON   bool   `name:"json" help:"用 JSON / as JSON."`
}

// Help is shown by backup --help.
func (backupCommand) Help() string {
	return "服务运行时即可备份：内容是同一时刻的，写成一个带校验的 ZIP 文件，写完再读一遍核对 / " +
		"Servers may go on meanwhile: the backup has what stood at one moment, is one sealed ZIP file, and is read back before it is done.\n\n" +
		"备份里有姓名、电话等个人信息，未加密，只有本人可读；请放在受保护的地方 / " +
		"It holds people's names and telephone numbers, not encrypted, for its owner's eyes only; keep it in a safe place.\n\n" +
		"示例 / Example:\n\n  sizhang backup backup.zip --data data"
}

// Validate checks the settings before anything starts.
func (c *backupCommand) Validate() error {
	if c.Verify && c.Force {
		return usageError("--verify 与 --force 只能选一个 / --verify and --force exclude each other")
	}
	return nil
}

// readable is what this program can read of a backup.
var readable = archive.Known{Schema: store.Schema, Layouts: map[string]int{"sqlite": sqlite.Layout, "mongo": mongo.Layout}}

// Run makes a backup, or checks one.
func (c *backupCommand) Run(r *run) error {
	progress, done := bars(r.stderr)
	defer done()
	m, err := c.manifest(r, archive.Progress(progress))
	if err != nil {
		return err
	}
	done()
	return c.print(r, m)
}

func (c *backupCommand) manifest(r *run, progress archive.Progress) (m archive.Manifest, err error) {
	if c.Verify {
		b, err := archive.Open(r.ctx, c.File, readable, progress)
		if err != nil {
			return m, err
		}
		return b.Manifest, b.Close()
	}
	if c.owns(c.File) {
		return m, fault.New(fault.OutputTaken, "", fault.With{"file": c.File})
	}
	st, err := c.openThere(r.ctx)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	return archive.Create(r.ctx, c.File, c.Force, st, readable, archive.Making{Program: version(), Now: time.Now()}, progress)
}

func (c *backupCommand) print(r *run, m archive.Manifest) error {
	info, err := os.Stat(c.File)
	if err != nil {
		return err
	}
	if c.JSON {
		return r.printDocument(struct {
			File string `json:"file"`
			Size int64  `json:"size"`
			archive.Manifest
		}{c.File, info.Size(), m})
	}
	zh, en := "备份已写入 %s（%s）", "The backup is in %s (%s)"
	if c.Verify {
		zh, en = "备份 %s 完好（%s）", "The backup %s is whole (%s)"
	}
	if err := r.say(zh+"，由 %s 生成于 %s", en+", made by %s at %s", c.File, sizeText(info.Size()), m.Program, m.Made.Local().Format(time.DateTime)); err != nil {
		return err
	}
	if !m.OneMoment {
		if err := r.say("注意：这个数据库不能读取同一时刻的内容，备份期间的写入可能只含一部分。", "Note: this database cannot be read as of one moment; of what was written meanwhile, the backup may have a part."); err != nil {
			return err
		}
	}
	return r.printContents(m.Collections)
}

// printContents prints what a store or a backup holds, and its hash.
func (r *run) printContents(contents archive.Contents) error {
	table := tabwriter.NewWriter(r.stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, say(r.lang, "  集合\t文档\t已删除", "  collection\tdocuments\tgone"))
	for _, c := range contents {
		if c.Documents+c.Gone > 0 {
			fmt.Fprintf(table, "  %s\t%d\t%d\n", c.Name, c.Documents, c.Gone)
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	return r.say("共 %d 份，内容校验值 %s", "%d in all; content hash %s", contents.Total(), contents.Hash())
}

// sizeText is a number of bytes for people.
func sizeText(bytes int64) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%.1f KiB", float64(bytes)/(1<<10))
	}
	return fmt.Sprintf("%.1f MiB", float64(bytes)/(1<<20))
}
