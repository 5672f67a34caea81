package api

import (
	"fmt"

	"sizhang/domain/fault"
	"sizhang/server/intake"
)

// printable refuses texts that hold a control character other than a line's end or a tab:
// nobody sees it, and no table can be made of it. It is given names of fields, each with
// its text.
func printable(fieldsAndTexts ...string) error {
	for k := 0; k+1 < len(fieldsAndTexts); k += 2 {
		if c, bad := intake.Unprintable(fieldsAndTexts[k+1]); bad {
			return fault.New(fault.TextUnprintable, fieldsAndTexts[k], fault.With{"character": fmt.Sprintf("U+%04X", c)})
		}
	}
	return nil
}
