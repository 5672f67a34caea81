// Package classes ships the kinds of problems (问题类别) that a city can begin with:
// the components 部件 and events 事件 of digital city management, each with what it
// takes to be filed and closed, and how long that may take. README.md says where they
// are from.
package classes

import (
	"bytes"
	"context"
	_ "embed"

	"sizhang/domain/body"
	"sizhang/server/intake"
)

// File is what the table is called.
const File = "classes.csv"

// Table is the shipped table, as the file that it is, which intake.ReadCategories
// reads.
//
//go:embed classes.csv
var Table []byte

// Shipped returns the shipped categories. It panics only if the shipped file is
// broken, which a test rules out.
func Shipped() []body.Category {
	categories, report, err := intake.ReadCategories(context.Background(), bytes.NewReader(Table), intake.CategoryOptions{})
	if err != nil || report.Refused() || len(report.Findings) > 0 {
		panic("the shipped categories cannot be read")
	}
	return categories
}
