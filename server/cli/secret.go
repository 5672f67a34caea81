package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"sizhang/server/auth/secret"
	"sizhang/server/store"
)

// secretSettings name the file of the installation's secret.
type secretSettings struct {
	Secret string `help:"主密钥文件，默认为数据目录里的 secret.key，没有则生成；用 MongoDB 时必须指明。不在备份里，请另存一份 / file of the installation's secret; secret.key in the folder of the data by default, and made where there is none. With MongoDB it must be named. It is not in the backups: keep a copy elsewhere." type:"path" placeholder:"FILE"`
}

// secretFile is the usual name, beside the data.
const secretFile = "secret.key"

// path is where the secret is for the store.
func (s secretSettings) path(where dataSettings) (string, error) {
	switch {
	case s.Secret != "":
		return s.Secret, nil
	case where.Mongo != "":
		return "", usageError("--secret：用 MongoDB 时须指明主密钥文件，各服务器用同一份 / with MongoDB the file of the secret must be named; all servers use the same (SIZHANG_SECRET)")
	}
	return filepath.Join(where.Data, secretFile), nil
}

// load reads the secret of the store, and makes it where there is none.
func (s secretSettings) load(r *run, where dataSettings) (*secret.Secret, error) {
	path, err := s.path(where)
	if err != nil {
		return nil, err
	}
	_, absent := os.Stat(path)
	loaded, err := secret.Load(path)
	if err == nil && errors.Is(absent, fs.ErrNotExist) {
		r.log.Info("made a secret; keep a copy of the file away from the backups", "file", path)
	}
	return loaded, err
}

// loadFor is load for who works on a store that others have written to: a file that
// is not there is none of theirs. What is sealed with a new one would count as
// tampered with ever after. Who lost the secret starts the server, which makes one.
func (s secretSettings) loadFor(r *run, where dataSettings, st store.Store, city string) (*secret.Secret, error) {
	path, err := s.path(where)
	if err != nil {
		return nil, err
	}
	if _, absent := os.Stat(path); errors.Is(absent, fs.ErrNotExist) {
		switch sealed, err := sealed(r.ctx, st, city); {
		case err != nil:
			return nil, err
		case sealed:
			return nil, usageError("--secret：没有文件 " + path + "，而数据已用另一份主密钥盖印；请指明那份文件。若已丢失，先启动服务，由它新建 / " +
				"there is no file " + path + ", and the data is sealed with another secret: name its file. Where that is lost, start the server, which makes one")
		}
	}
	return s.load(r, where)
}

// sealed says whether anything in the store is sealed with a secret: signing keys,
// or what was done in the city.
func sealed(ctx context.Context, st store.Store, city string) (bool, error) {
	for _, q := range []store.Query{
		{Collection: store.Keys, City: store.Installation, Limit: 1},
		{Collection: store.Records, City: city, Limit: 1},
	} {
		page, err := st.Query(ctx, q)
		if err != nil || len(page.Documents) > 0 {
			return err == nil, err
		}
	}
	return false, nil
}

// flag is what a command that follows must be given to mean the same secret.
func (s secretSettings) flag() string {
	if s.Secret == "" || s.Secret == os.Getenv(secretEnv) {
		return ""
	}
	return "--secret " + quoted(s.Secret)
}

// secretEnv is the environment variable that names the file.
const secretEnv = "SIZHANG_SECRET"
