package cli

import (
	"context"
	"errors"
	"os"
	"os/user"
	"strconv"
	"time"

	"sizhang/server/auth/secret"
	"sizhang/server/record"
	"sizhang/server/store"
)

// recordedSettings are common to every command that changes a city: what it does is put
// on the record (操作记录) first, which the installation's secret seals.
type recordedSettings struct {
	citySettings
	secretSettings
}

// begin opens the store, which must be there, and its record, and calls work.
func (s *recordedSettings) begin(r *run, work func(*working) error) error {
	return s.citySettings.begin(r, func(w *working) error {
		if _, err := w.onRecord(s.secretSettings); err != nil {
			return err
		}
		return work(w)
	})
}

// flags are what a command that follows must be given to mean the same city.
func (s *recordedSettings) flags() string {
	return joined(s.citySettings.flags(), s.secretSettings.flag())
}

// onRecord has what the command does put on the record from here on.
func (w *working) onRecord(s secretSettings) (*secret.Secret, error) {
	master, err := s.loadFor(w.run, w.dataSettings, w.app.Store(), w.City)
	if err != nil {
		return nil, err
	}
	w.secrets, w.record = s, w.run.recordOf(w.app.Store(), master)
	return master, nil
}

// recordOf is the record of a store as the command line writes it: the command, and the
// user of which machine typed it, stand in every entry.
func (r *run) recordOf(st store.Store, master *secret.Secret) *record.Log {
	return record.New(st, master, time.Now).By(r.typist())
}

// byCommand is what an entry has under "by" where the command line did it.
const byCommand = "command"

// typist says who typed the command, as far as the machine knows. Nobody signs in
// here: whoever the machine lets in may do everything.
func (r *run) typist() map[string]string {
	who := map[string]string{"by": byCommand, "command": r.command, "os_user": strconv.Itoa(os.Getuid()), "sudo_user": os.Getenv("SUDO_USER")}
	if u, err := user.Current(); err == nil {
		who["os_user"] = u.Username
	}
	if host, err := os.Hostname(); err == nil {
		who["host"] = host
	}
	return who
}

// recorder keeps what was done; *record.Log is one.
type recorder interface {
	Append(ctx context.Context, city string, e record.Entry) error
}

// nothingDone is the record of a dry run, which does nothing.
type nothingDone struct{}

func (nothingDone) Append(context.Context, string, record.Entry) error { return nil }

// errNoRecord is a mistake in a command: it changes a city and opened no record.
var errNoRecord = errors.New("this command has no record to write to, and so may not do anything")

// recorded puts what is about to be done on the record. Where it cannot be, it must
// not be done.
func (w *working) recorded(kind record.Kind, object string, with map[string]string) error {
	if w.record == nil {
		return errNoRecord
	}
	return w.record.Append(w.ctx, w.City, record.Entry{Kind: kind, Object: object, With: with})
}

// doing puts an act on the record before it is done, and once more where it came to
// nothing: with the code of the fault under "failed", or "refused" where its findings
// say why. The same as over HTTP.
func doing[T any](w *working, kind record.Kind, object string, with map[string]string, act func() (T, error)) (T, error) {
	if err := w.recorded(kind, object, with); err != nil {
		return *new(T), err
	}
	done, err := act()
	if why := record.Failed(done, err); why != "" {
		again, cancel := context.WithTimeout(context.WithoutCancel(w.ctx), patience)
		defer cancel()
		if err := w.record.Append(again, w.City, record.Entry{Kind: kind, Object: object, With: map[string]string{"failed": why}}); err != nil {
			w.log.Error("a failure could not be recorded", "kind", kind, "error", err)
		}
	}
	return done, err
}

// patience is how long what must be done is tried after an interruption.
const patience = 10 * time.Second
