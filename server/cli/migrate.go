package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/archive"
	"sizhang/server/store"
)

type migrateCommand struct {
	From string `env:"SIZHANG_MIGRATE_FROM" secret:"uri" help:"来源：数据目录或 MongoDB 连接串 / where the data is: a folder or a MongoDB connection string. The environment variable keeps a password out of the process list." required:"" placeholder:"ADDRESS"`
	To   string `env:"SIZHANG_MIGRATE_TO" secret:"uri" help:"目标：空的或尚不存在的目录，或空的 MongoDB 数据库 / where it goes: a folder or a MongoDB database with nothing in it." required:"" placeholder:"ADDRESS"`

	from, to dataSettings
}

// Help is shown by migrate --help.
func (migrateCommand) Help() string {
	return "先停止所有服务。迁完会比对两边；期间来源有写入时会报错 / " +
		"Stop every server first. Both sides are compared in the end, and a source that was written to meanwhile is told.\n\n" +
		"MongoDB 写作 / A MongoDB is written as: mongodb://HOST/DATABASE\n\n" +
		"示例 / Example:\n\n  sizhang migrate --from data --to migrated"
}

// Validate checks the settings before anything starts.
func (c *migrateCommand) Validate() (err error) {
	if c.from, err = addressed("--from", c.From); err != nil {
		return err
	}
	if c.to, err = addressed("--to", c.To); err != nil {
		return err
	}
	if c.from == c.to {
		return usageError("--from 与 --to 是同一处 / --from and --to are the same place")
	}
	return nil
}

// addressed is the store at an address: a connection string, or a folder.
func addressed(flag, address string) (dataSettings, error) {
	if strings.Contains(address, "://") {
		if f := checkMongoURI(address); f != nil {
			return dataSettings{}, usageError(fmt.Sprintf("%s: %s / %s (%s)", flag, f.Text(fault.Chinese), f.Text(fault.English), f.Code))
		}
		return dataSettings{Mongo: address}, nil
	}
	folder, err := filepath.Abs(address)
	return dataSettings{Data: folder}, err
}

// Run fills an empty store with what another holds.
func (c *migrateCommand) Run(r *run) (err error) {
	absent, err := c.from.absent(r.ctx)
	if err != nil {
		return err
	}
	if absent {
		return fault.New(fault.SourceMissing, "--from", fault.With{"folder": c.from.where()})
	}
	from, err := c.from.open(r.ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	progress, done := bars(r.stderr)
	defer done()
	return r.fill(c.to, func(to store.Store) (archive.Filled, error) {
		defer done()
		return archive.Migrate(r.ctx, from, c.from.where(), to, time.Now, archive.Progress(progress))
	})
}
