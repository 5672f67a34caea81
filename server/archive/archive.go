// Package archive takes everything that a store holds out of it and puts it back,
// into a store of either kind: backup 备份, restore 恢复 and migration 迁移.
//
// A backup is one ZIP file that any tool can look into. It has one entry for each
// collection, a line of JSON for each document, and manifest.json, which says what
// the others must hold. What two stores hold is compared by the content hash: it
// depends on the documents alone, not on the kind of store, nor on the time.
//
// Nothing is written from a file before all of it was read and found whole. A
// store that was filled in part only says so, in the collection store.Restores,
// until the same content has been restored to its end; see Unfinished.
package archive

import "sizhang/server/store"

// Format is the number of the form that backups are written in. It is raised when
// a program that knows the number before could misread the file, or a document in
// it; every number from 1 on can be read for ever.
const Format = 1

// Known is what this program can read.
type Known struct {
	Schema []store.Collection
	// Layouts are the newest layouts that it knows, by the kind of store.
	Layouts map[string]int
}

// Progress hears how far a stage has come; total is negative where it is not
// known.
type Progress func(stage string, done, total int)

// The stages that a Progress hears of.
const (
	Writing   = "archive write"    // in documents
	Summing   = "archive checksum" // in MiB of the file
	Checking  = "archive check"    // in documents
	Adopting  = "archive adopt"    // in documents
	Comparing = "archive compare"  // in documents
)
