package cli

import (
	"sizhang/server/accounts"
	"sizhang/server/app"
	"sizhang/server/auth/password"
	"sizhang/server/auth/secret"
	"sizhang/server/photo"
	"sizhang/server/record"
)

// keepers keep who may sign in, who is, and what was done; and the photos, where there
// is a server to take them.
type keepers struct {
	photos   *photo.Album
	secret   *secret.Secret
	hasher   *password.Hasher
	record   *record.Log
	accounts *accounts.Accounts
}

// keep makes the keepers of an app's store, which write to the record. That writes
// through the app's store, too: so its failures show in readiness.
func keep(a *app.App, s *secret.Secret, to *record.Log) keepers {
	k := keepers{secret: s, hasher: password.NewHasher(password.Options{}), record: to}
	k.accounts = accounts.New(accounts.Options{Store: a.Store(), Duties: a, Hasher: k.hasher, Record: k.record})
	return k
}
