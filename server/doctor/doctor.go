// Package doctor looks an installation over (体检): the store and what it holds,
// the machine's clock and, if it is asked to, a server that runs. It says in plain
// words what it found and what to do, and changes nothing.
package doctor

import (
	"context"
	"runtime"
	"time"

	"sizhang/server/app"
	"sizhang/server/store"
)

// Patient is what is looked at.
type Patient struct {
	// Open opens the store, which it must neither make nor move to another layout:
	// that is ErrEarlier. nil where only the server is looked at.
	Open func(context.Context) (store.Store, error)
	// Where the store is, and the Flags that name it on a command line, both as
	// they may be shown.
	Where, Flags string
	// Deep reads every page and document, which takes as long as a backup.
	Deep bool
	// Server is the address of a server that runs on the store, such as
	// http://127.0.0.1:8080; empty for none.
	Server string
	// Version of this program.
	Version string
	// Exposed names the flags that brought a secret here on the command line, where
	// every user of the machine can read it.
	Exposed []string

	Progress app.Progress     // default: nobody watches
	Now      func() time.Time // default: time.Now
	// Patience is how long the server may take to have what the store has.
	// Default: 10 seconds, since a city takes a few to build.
	Patience time.Duration
}

// examination is one look at a patient.
type examination struct {
	Patient
	Report
	store  store.Store       // nil where it cannot be opened
	cities map[string]served // nil where they could not be read from the store
	last   newest            // of what was recorded
}

// served is what a city is served as.
type served struct {
	broken  bool
	version int // the number of the version in force; 0 for none
}

// Examine looks the patient over. Its error is ctx's: everything else that goes
// wrong is a finding.
func Examine(ctx context.Context, p Patient) (Report, error) {
	if p.Progress == nil {
		p.Progress = app.Silent
	}
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Patience == 0 {
		p.Patience = 10 * time.Second
	}
	e := &examination{Patient: p}
	e.add("program", "version", p.Version, "go", runtime.Version(), "system", runtime.GOOS+"/"+runtime.GOARCH)
	e.exposed()
	e.zone()
	e.kernel(kernelClock())
	if p.Open == nil {
		e.add("store_unseen")
	} else {
		e.examineStore(ctx)
	}
	if p.Server != "" {
		e.examineServer(ctx)
	}
	e.sort()
	return e.Report, ctx.Err()
}

// examineStore looks at the store and then at what is in it.
func (e *examination) examineStore(ctx context.Context) {
	st, err := e.Open(ctx)
	if err != nil {
		e.unopened(err)
		return
	}
	e.store = st
	defer func() {
		if err := st.Close(); err != nil && ctx.Err() == nil {
			e.failed(err)
		}
	}()
	for _, look := range []func(context.Context) error{e.storeItself, e.unfinished, e.theCities, e.everything} {
		if err := look(ctx); err != nil && ctx.Err() == nil {
			e.failed(err)
		}
	}
	e.recorded()
}

// failed tells that the store broke off in the midst of an answer. Damage is
// told once, by whoever came upon it first.
func (e *examination) failed(err error) {
	code := why(err)
	if code == "store_failed" {
		code = "store_broke_off"
	}
	if e.count(code) == 0 && (code != "store_damaged" || e.count(store.FoundDamaged) == 0) {
		e.add(code, "where", e.Where, "detail", err.Error())
	}
}

// exposed tells of secrets among the arguments of this very command.
func (e *examination) exposed() {
	for _, flag := range e.Exposed {
		e.add("secret_in_arguments", "flag", flag)
	}
}
