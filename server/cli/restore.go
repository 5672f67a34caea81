package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"sizhang/server/archive"
	"sizhang/server/store"
)

type restoreCommand struct {
	dataSettings
	File string `arg:"" help:"备份文件 / the backup file." type:"path"`
}

// Help is shown by restore --help.
func (restoreCommand) Help() string {
	return "目标必须是空的或还不存在。先核对整个文件，有任何损坏就什么都不写；写完再读一遍，与备份比对 / " +
		"The target must be empty or not there yet. All of the file is checked before anything is written, and what was written is compared with it.\n\n" +
		"中途断了也不要紧：在恢复完成之前，其他命令都不会使用那里的数据；再运行一次同样的命令即可接着做完 / " +
		"If it is broken off, no command uses what is there until the same command, given again, has finished it.\n\n" +
		"示例 / Example:\n\n  sizhang restore backup.zip --data restored"
}

// Run fills an empty store from a backup.
func (c *restoreCommand) Run(r *run) (err error) {
	progress, done := bars(r.stderr)
	defer done()
	b, err := archive.Open(r.ctx, c.File, readable, archive.Progress(progress))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	return r.fill(c.dataSettings, func(to store.Store) (archive.Filled, error) {
		defer done()
		return archive.Restore(r.ctx, b, filepath.Base(c.File), to, time.Now, archive.Progress(progress))
	})
}

// fill opens a store, has it filled and says what came of it.
func (r *run) fill(where dataSettings, by func(to store.Store) (archive.Filled, error)) (err error) {
	to, err := where.connect(r.ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	filled, err := by(to)
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(r.stderr, say(r.lang, "再运行一次同样的命令即可接着做完", "give the same command again to finish"))
	}
	if err != nil {
		return err
	}
	zh, en := "已写入 %s，并与来源比对一致", "Written to %s, and the same as where it came from"
	if filled.Resumed {
		zh, en = zh+"（接着上次做完）", en+" (an earlier run was taken up)"
	}
	if err := r.say(zh, en, where.where()); err != nil {
		return err
	}
	if err := r.printContents(filled.Contents); err != nil {
		return err
	}
	return r.say("启动服务：%s", "To serve it: %s", joined("sizhang serve", where.flag()))
}
