// Package intake reads the files that a city has, tables and shapes, and turns
// them into units and terms of office. It decides nothing and writes nothing:
// it says what a file holds and what is wrong with it, row by row.
//
// Every reader returns an error only when the file could not be read at all or
// the context ended; whatever is wrong with the content is a finding of the
// report. A report with refusals means that nothing of the file may come into
// force, though what was understood is returned, to be looked at.
package intake

import (
	"context"
	"math"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
)

// Options are common to every reader.
type Options struct {
	// Profile of the city that the file is for.
	Profile *city.Profile
	// Size is the file's length in bytes, for progress; 0 while unknown.
	Size int64
	// Sheet names the sheet of a workbook to read; empty is the first that people
	// see and that has the table's columns.
	Sheet string
	// Progress hears how many bytes have been read; nil when nobody watches.
	Progress func(done, total int64)
	// MaxBytes and MaxRecords bound the file; 0 means the reader's default.
	MaxBytes   int64
	MaxRecords int
	// LeaveOut leaves out single rows and features that are refused, and reports
	// them as omitted, where otherwise one refusal stops the whole import.
	LeaveOut bool
}

const (
	tableMaxBytes   = 256 << 20
	tableMaxRecords = 2_000_000
	shapeMaxBytes   = 2 << 30
	shapeMaxRecords = 1_000_000

	// maxRefusals is where reading a file ends that is wrong throughout, a table
	// with a shifted column for one: more of the same helps nobody. Records that
	// are left out count, too.
	maxRefusals = 1000
	// maxText is the longest name or other text of a record, in characters.
	maxText = 500
)

func (o *Options) bounds(bytes int64, records int) {
	if o.MaxBytes == 0 {
		o.MaxBytes = bytes
	}
	if o.MaxRecords == 0 {
		o.MaxRecords = records
	}
}

func (o *Options) progress(done int64) {
	if o.Progress != nil {
		o.Progress(done, max(o.Size, done))
	}
}

// part reports progress of which only the part of the whole is known.
func (o *Options) part(done float64) { o.progress(int64(math.Round(done * float64(o.Size)))) }

// record is one row or feature that is being read: where findings about it go.
type record struct {
	report *Report
	index  int
	code   string // of the unit, once known
}

// refuse says why the record cannot be taken.
func (r *record) refuse(code fault.Code, field string, with fault.With) {
	r.find(r.report.refusal(), code, field, with)
}

func (r *record) find(s territory.Severity, code fault.Code, field string, with fault.With) {
	r.report.Add(territory.Finding{Severity: s, Code: code, Index: r.index, Unit: r.code, Field: field, With: with})
}

// stop says whether reading should end: the context is done, or too much has
// been refused, which it reports once.
func stop(ctx context.Context, report *Report) bool {
	if ctx.Err() != nil {
		return true
	}
	if report.faults < maxRefusals {
		return false
	}
	report.whole(territory.Refusal, fault.GivenUp, "", fault.With{"count": report.faults})
	return true
}
