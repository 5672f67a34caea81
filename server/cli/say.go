package cli

import (
	"fmt"

	"sizhang/domain/fault"
)

// say picks the text of the person's language and fills it in.
func say(in fault.Language, zh, en string, values ...any) string {
	if in == fault.English {
		return fmt.Sprintf(en, values...)
	}
	return fmt.Sprintf(zh, values...)
}

// pick is say for texts without gaps.
func pick(in fault.Language, zh, en string) string {
	if in == fault.English {
		return en
	}
	return zh
}

// say prints a line to standard output in the person's language.
func (r *run) say(zh, en string, values ...any) error {
	_, err := fmt.Fprintln(r.stdout, say(r.lang, zh, en, values...))
	return err
}
