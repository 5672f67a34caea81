package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"

	"sizhang/domain/fault"
	"sizhang/server/archive"
	"sizhang/server/store"
	"sizhang/server/store/mongo"
	"sizhang/server/store/sqlite"
)

// dataSettings name the store.
type dataSettings struct {
	Data  string `help:"数据目录 / folder of the data." default:"data" type:"path" placeholder:"DIR"`
	Mongo string `secret:"uri" help:"改用 MongoDB：连接串 / keep the data in MongoDB instead: its connection string. The environment variable keeps a password out of the process list." placeholder:"URI"`
}

// mongoEnv is the environment variable that names the MongoDB.
const mongoEnv = "SIZHANG_MONGO"

// AfterApply settles which store is meant. A folder on the command line comes
// before a MongoDB in the environment; who names both means neither for sure.
func (s *dataSettings) AfterApply(ctx *kong.Context) error {
	data, mongo := typed(ctx, "data"), typed(ctx, "mongo")
	if data && mongo {
		return usageError("--data 与 --mongo 只能选一个 / --data and --mongo exclude each other")
	}
	if data {
		s.Mongo = ""
	}
	if s.Mongo == "" {
		return nil
	}
	return usableMongoURI("--mongo", s.Mongo)
}

// typed says whether a flag stands on the command line, rather than in the
// environment.
func typed(ctx *kong.Context, flag string) bool {
	for _, element := range ctx.Path {
		if element.Flag != nil && element.Flag.Name == flag {
			return true
		}
	}
	return false
}

// open opens the store, which is made where there is none. One that was restored
// in part only is refused.
func (s dataSettings) open(ctx context.Context) (store.Store, error) {
	st, err := s.connect(ctx)
	if err != nil {
		return nil, err
	}
	if err := archive.Unfinished(ctx, st); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return st, nil
}

// connect is open for whoever restores a store, or looks at it.
func (s dataSettings) connect(ctx context.Context) (store.Store, error) {
	if s.Mongo == "" {
		return sqlite.Open(ctx, s.Data, store.Schema)
	}
	st, err := mongo.Open(ctx, s.Mongo, store.Schema)
	if err != nil {
		return nil, mongoError(err, s.Mongo)
	}
	return st, nil
}

// openThere is open for a store that must be there.
func (s dataSettings) openThere(ctx context.Context) (store.Store, error) {
	if err := s.mustBeThere(ctx); err != nil {
		return nil, err
	}
	return s.open(ctx)
}

// mustBeThere is a fault where there is no store yet: who only looks makes none.
func (s dataSettings) mustBeThere(ctx context.Context) error {
	absent, err := s.absent(ctx)
	switch {
	case err != nil || !absent:
		return err
	case s.Mongo != "":
		return fault.New(fault.MongoMissing, "--mongo", fault.With{"where": s.where()})
	}
	return fault.New(fault.DataMissing, "--data", fault.With{"folder": s.Data})
}

// absent says whether there is no store yet.
func (s dataSettings) absent(ctx context.Context) (bool, error) {
	if s.Mongo != "" {
		there, err := mongo.There(ctx, s.Mongo)
		if err != nil {
			return false, mongoError(err, s.Mongo)
		}
		return !there, nil
	}
	return s.noFolder(), nil
}

// noFolder says whether the store is a folder that holds none.
func (s dataSettings) noFolder() bool {
	_, err := os.Stat(filepath.Join(s.Data, sqlite.File))
	return s.Mongo == "" && errors.Is(err, fs.ErrNotExist)
}

// where says where the store is, without secrets.
func (s dataSettings) where() string {
	if s.Mongo != "" {
		return shownMongoURI(s.Mongo)
	}
	return s.Data
}

// flag is what a command that follows must be given to mean the same store; empty
// where it would by itself. A password is not repeated.
func (s dataSettings) flag() string {
	there := os.Getenv(mongoEnv)
	if s.Mongo != "" {
		if s.Mongo == there {
			return ""
		}
		return "--mongo " + quoted(shownMongoURI(s.Mongo))
	}
	if usual, err := filepath.Abs("data"); err == nil && s.Data == usual && there == "" {
		return ""
	}
	return "--data " + quoted(s.Data)
}

// owns says whether the path would be one of the store's own files.
func (s dataSettings) owns(path string) bool {
	if s.Mongo != "" {
		return false
	}
	own := filepath.Join(s.Data, sqlite.File)
	if strings.HasPrefix(path, own) {
		return true
	}
	there, err := os.Stat(path)
	if err != nil {
		return false
	}
	for _, name := range []string{sqlite.File, secretFile} {
		stored, err := os.Stat(filepath.Join(s.Data, name))
		if err == nil && os.SameFile(there, stored) {
			return true
		}
	}
	return false
}
