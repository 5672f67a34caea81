// Package xlsx reads workbooks (SpreadsheetML, ECMA-376) as strangers send
// them: a row at a time, each cell with what it really holds. A file that is
// damaged or cut short is an error and never a shorter table, and whatever a
// file claims, memory stays within bounds.
//
// excelize, which writes our workbooks, promises neither: it ends without an
// error where a sheet breaks off or a checksum is wrong, and to tell numbers
// from texts it lays out 16,384 cells for a row that has the last of them.
package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"strings"
)

const (
	// maxParts is how many files a workbook is made of at most; hundreds are
	// common in one with pictures.
	maxParts = 10_000
	// maxSheets is how many sheets are looked at.
	maxSheets = 256
)

// limits bound the unpacked bytes of the parts of a workbook.
type limits struct {
	sheet, strings, other int64 // of one part of the kind
	all                   int64 // each reading of a part counted
}

// A sheet of 1,048,576 rows of ten short cells has about 700 MB.
var bounds = limits{sheet: 2 << 30, strings: 256 << 20, other: 16 << 20, all: 6 << 30}

// What Open and reading can find. Everything else that is wrong is a
// *BrokenError.
var (
	// ErrLocked: the workbook is protected by a password.
	ErrLocked = errors.New("the workbook is protected by a password")
	// ErrTooLarge: a part unpacks to more than is read.
	ErrTooLarge = errors.New("the workbook is too large when unpacked")
)

// OtherKindError says that the file is a spreadsheet or an archive of another
// kind.
type OtherKindError struct{ Kind string }

func (e *OtherKindError) Error() string { return "the file is " + e.Kind + ", not XLSX" }

// BrokenError says what is wrong with a damaged workbook.
type BrokenError struct {
	Part   string // the file inside the workbook, empty for the archive itself
	Reason string
}

func (e *BrokenError) Error() string {
	if e.Part == "" {
		return e.Reason
	}
	return e.Part + ": " + e.Reason
}

// Book is an open workbook. It is for one reader at a time.
type Book struct {
	parts    map[string]*zip.File // by path in lower case, without the leading slash
	sheets   []Sheet
	strings  sharedStrings
	dates    []bool // whether a cell of the style shows a date
	from1904 bool   // dates count from 1904
	limits   limits // of which all is what is left
}

// Sheet is one sheet of a workbook.
type Sheet struct {
	Name   string
	Hidden bool
	part   string
}

// Sheets returns the workbook's sheets of cells in their order; charts are none.
func (b *Book) Sheets() []Sheet { return b.sheets }

// Open opens a workbook that lies in memory, which it keeps.
func Open(data []byte) (*Book, error) { return open(data, bounds) }

func open(data []byte, within limits) (*Book, error) {
	if bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")) {
		// A workbook under a password is wrapped the way old files are.
		if bytes.Contains(data, []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")) {
			return nil, ErrLocked
		}
		return nil, &OtherKindError{"XLS"}
	}
	// Each entry of the archive's directory begins thus: counted before the
	// directory is read, since a directory of millions fits into a small file.
	if bytes.Count(data, []byte("PK\x01\x02")) > maxParts {
		return nil, ErrTooLarge
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, &BrokenError{Reason: err.Error()}
	}
	b := &Book{parts: make(map[string]*zip.File, len(archive.File)), limits: within}
	for _, file := range archive.File {
		name := partName(file.Name)
		if _, twice := b.parts[name]; twice {
			return nil, &BrokenError{name, "stands in the archive twice"}
		}
		b.parts[name] = file
	}
	if err := b.read(); err != nil {
		return nil, err
	}
	return b, nil
}

func partName(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, `\`, "/")), "/"))
}

// read reads everything but the sheets.
func (b *Book) read() error {
	if b.parts["_rels/.rels"] == nil {
		return b.otherKind()
	}
	root, err := b.relations("")
	if err != nil {
		return err
	}
	main := root.ofKind("officeDocument")
	switch {
	case b.parts[main] == nil:
		return b.otherKind()
	case strings.HasSuffix(main, ".bin"):
		return &OtherKindError{"XLSB"}
	case !strings.HasPrefix(path.Base(main), "workbook"):
		return b.otherKind()
	}
	related, err := b.relations(main)
	if err != nil {
		return err
	}
	if err := b.readWorkbook(main, related); err != nil {
		return err
	}
	if part := related.ofKind("styles"); b.parts[part] != nil {
		if b.dates, err = b.readStyles(part); err != nil {
			return err
		}
	}
	if part := related.ofKind("sharedStrings"); b.parts[part] != nil {
		b.strings, err = b.readStrings(part)
	}
	return err
}

// otherKind says what an archive is that is no workbook.
func (b *Book) otherKind() error {
	kind := "ZIP"
	switch {
	case b.parts["word/document.xml"] != nil:
		kind = "DOCX"
	case b.parts["ppt/presentation.xml"] != nil:
		kind = "PPTX"
	case b.parts["content.xml"] != nil:
		kind = "ODS"
	}
	return &OtherKindError{kind}
}

// readWorkbook reads which sheets there are and from when dates count.
func (b *Book) readWorkbook(part string, related relations) error {
	x, err := b.open(part, b.limits.other)
	if err != nil {
		return err
	}
	defer x.close()
	for {
		el, err := x.start()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch el.Name.Local {
		case "workbookPr":
			b.from1904 = truth(attribute(el, "date1904"))
		case "sheet":
			to := related[attributeOf(el, "id", true)]
			if to.kind != "worksheet" {
				continue
			}
			if b.parts[to.part] == nil {
				return &BrokenError{to.part, "is missing"}
			}
			if len(b.sheets) == maxSheets {
				return ErrTooLarge
			}
			state := attribute(el, "state")
			b.sheets = append(b.sheets, Sheet{unescape(attribute(el, "name")), state != "" && state != "visible", to.part})
		}
	}
}

// relations are the parts that a part speaks of, by the id it has for each.
type relations map[string]relation

type relation struct{ kind, part string }

// ofKind returns the part of the kind, the first by name were there several;
// empty where there is none.
func (r relations) ofKind(kind string) string {
	first := ""
	for _, to := range r {
		if to.kind == kind && (first == "" || to.part < first) {
			first = to.part
		}
	}
	return first
}

// relations reads to which parts a part is related; that of the archive itself
// is "". A part without any has none.
func (b *Book) relations(part string) (relations, error) {
	dir, base := path.Split(part)
	name := path.Join(dir, "_rels", base+".rels")
	if b.parts[name] == nil {
		return nil, nil
	}
	x, err := b.open(name, b.limits.other)
	if err != nil {
		return nil, err
	}
	defer x.close()
	found := relations{}
	for {
		el, err := x.start()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		if el.Name.Local != "Relationship" || attribute(el, "TargetMode") == "External" {
			continue
		}
		target := attribute(el, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", dir, target)
		}
		found[attribute(el, "Id")] = relation{path.Base(attribute(el, "Type")), partName(target)}
	}
}
