package report

import (
	"encoding/csv"
	"io"

	"sizhang/domain/city"
	"sizhang/domain/coverage"
	"sizhang/domain/fault"
	"sizhang/server/intake"
)

// CoverageCSV writes what is missing as a table: a line for each post, kind of
// sponsorship or other thing that a unit lacks, so that it can be sorted and
// handed out by whoever has to see to it. It begins with a byte order mark,
// without which Excel takes Chinese for another encoding.
func CoverageCSV(w io.Writer, r *coverage.Report) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	if err := out.Write([]string{"level", "层级", "code", "名称", "name_en", "lack", "缺项", "of", "所缺", "of_en"}); err != nil {
		return err
	}
	for _, m := range r.Missing {
		level, _, _ := r.Profile.Level(m.Level)
		of := m.Of
		if len(of) == 0 {
			of = []coverage.Item{{}}
		}
		for _, item := range of {
			if err := out.Write(coverageRow(m, level.Names, item)); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

func coverageRow(m coverage.Missing, level city.Names, item coverage.Item) []string {
	row := []string{
		m.Level, level.ZH, m.Code, m.Names.ZH, m.Names.EN,
		string(m.Lack), lackText(coverage.Missing{Lack: m.Lack}, fault.Chinese), item.ID, item.Names.ZH, item.Names.EN,
	}
	for i := range row {
		row[i] = intake.Mark(row[i]) // a name must not become a formula
	}
	return row
}
