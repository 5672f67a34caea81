package api

import (
	"context"
	"encoding/csv"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/access"
	"sizhang/server/record"
)

var aboutExportRecords = about{
	id: "exportRecords", tag: tagRecords, access: rightTo(access.RecordExport, wholeCity), heavy: true,
	zh: "导出操作记录", en: "Export the record",
	note:     "全部记录，CSV，最早的在前。导出本身也记录在案，并在其中。\n\nAll of it as CSV, the oldest first. The export is itself on the record, and in the file.",
	produces: []string{csvType},
	answer: func(huma.Registry) map[string]*huma.Response {
		return map[string]*huma.Response{"200": {
			Description: "文件 · The file",
			Content:     map[string]*huma.MediaType{csvText: {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}},
		}}
	},
}

type exportRecordsInput struct {
	SignedIn
	CityInput
}

var recordColumns = []string{"序号", "时间", "事项", "账号", "登录", "地址", "对象", "其他", "哈希"}

func (s *Server) exportRecords(ctx context.Context, in *exportRecordsInput) (*written, error) {
	if err := s.recorded(ctx, &in.SignedIn, record.Exported, "records", nil); err != nil {
		return nil, err
	}
	file, err := spooled(csvText, func(w io.Writer) error {
		if _, err := io.WriteString(w, "\ufeff"); err != nil { // without it Excel takes Chinese for another encoding
			return err
		}
		table := csv.NewWriter(w)
		if err := table.Write(recordColumns); err != nil {
			return err
		}
		err := s.options.Record.Each(ctx, in.City, func(e record.Numbered) error { return table.Write(s.recordRow(e)) })
		table.Flush()
		if err != nil {
			return err
		}
		return table.Error()
	})
	return file.named(in.City + "-records.csv"), err
}

func (s *Server) recordRow(e record.Numbered) []string {
	var with []string
	for _, name := range slices.Sorted(maps.Keys(e.With)) {
		with = append(with, name+"="+e.With[name])
	}
	row := []string{
		strconv.FormatInt(e.Number, 10), e.At.In(s.options.Zone).Format(time.RFC3339), string(e.Kind),
		e.Account, e.Session, e.Address, e.Object, strings.Join(with, "; "), e.Hash,
	}
	for i := range row {
		row[i] = inert(row[i])
	}
	return row
}

// inert keeps a spreadsheet from taking text that somebody sent for a formula.
func inert(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
