package export

import (
	"encoding/csv"
	"io"
)

// csvSheet is a CSV file: UTF-8 with a byte order mark, without which Excel takes
// Chinese for another encoding. Lines end in LF: every spreadsheet reads both
// kinds, and a line break within a cell stays what it is.
type csvSheet struct{ w *csv.Writer }

func newCSV(w io.Writer) *csvSheet {
	return &csvSheet{csv.NewWriter(&marked{w: w})}
}

func (c *csvSheet) row(cells []string) error { return c.w.Write(cells) }

func (c *csvSheet) holds(string) bool { return true }

func (c *csvSheet) end() error {
	c.w.Flush()
	return c.w.Error()
}

func (c *csvSheet) close() error { return nil }

// marked puts a byte order mark before what is written.
type marked struct {
	w     io.Writer
	begun bool
}

func (m *marked) Write(p []byte) (int, error) {
	if !m.begun {
		if _, err := io.WriteString(m.w, "\ufeff"); err != nil {
			return 0, err
		}
		m.begun = true
	}
	return m.w.Write(p)
}
