package profile

import (
	"fmt"
	"strings"

	"sizhang/domain/city"
	"sizhang/domain/clock"
	"sizhang/domain/fault"
)

// limits are written as the tables of limits write them; none is no limit.
type limits struct {
	File     *digits `yaml:"file"`
	Verify   *digits `yaml:"verify"`
	Dispatch *digits `yaml:"dispatch"`
	Claim    *digits `yaml:"claim"`
	Handle   *digits `yaml:"handle"`
	Check    *digits `yaml:"check"`
	Silence  *digits `yaml:"silence"`
}

// each pairs what is written with the limit that it says.
func (f *limits) each(l *city.StageLimits, do func(name string, text **digits, limit *clock.Limit)) {
	do("file", &f.File, &l.File)
	do("verify", &f.Verify, &l.Verify)
	do("dispatch", &f.Dispatch, &l.Dispatch)
	do("claim", &f.Claim, &l.Claim)
	do("handle", &f.Handle, &l.Handle)
	do("check", &f.Check, &l.Check)
	do("silence", &f.Silence, &l.Silence)
}

func (f *limits) over(l *city.StageLimits, r *reading) {
	f.each(l, func(name string, text **digits, limit *clock.Limit) {
		if *text != nil {
			*limit = r.limit("issues.limits."+name, string(**text))
		}
	})
}

func limitsOf(l city.StageLimits) limits {
	var f limits
	f.each(&l, func(_ string, text **digits, limit *clock.Limit) {
		written := digits(limitText(*limit))
		*text = &written
	})
	return f
}

const noLimit = "none"

// limit reads a limit; the zero limit for none.
func (r *reading) limit(field, text string) clock.Limit {
	switch strings.TrimSpace(text) {
	case noLimit, "无", "不限", "0", "":
		return clock.Limit{}
	}
	l, err := clock.ParseLimit(text)
	if err != nil {
		f := fault.As(err)
		r.refuse(f.Code, field, f.With)
		return clock.Limit{} // so that no more is said about it
	}
	return l
}

func limitText(l clock.Limit) string {
	if l == (clock.Limit{}) {
		return noLimit
	}
	return l.String()
}

// mark says when in one of three ways.
type mark struct {
	ID     string   `yaml:"id"`
	Share  *int     `yaml:"share,omitempty"`
	Ahead  *digits  `yaml:"ahead,omitempty"`
	Behind *digits  `yaml:"behind,omitempty"`
	Tell   []string `yaml:"tell,flow"`
}

func (r *reading) marks(list []mark) []city.IssueMark {
	marks := make([]city.IssueMark, 0, len(list))
	for i, m := range list {
		at := fmt.Sprintf("issues.marks[%d]", i)
		read := city.IssueMark{Mark: clock.Mark{ID: m.ID}, Tell: m.Tell}
		ways := 0
		if m.Share != nil {
			read.When, read.Share, ways = clock.Share, *m.Share, ways+1
		}
		if m.Ahead != nil {
			read.When, read.Limit, ways = clock.Ahead, r.limit(at+".ahead", string(*m.Ahead)), ways+1
		}
		if m.Behind != nil {
			read.When, read.Limit, ways = clock.Behind, r.limit(at+".behind", string(*m.Behind)), ways+1
		}
		if ways != 1 {
			r.refuse(fault.MarkWhen, at, nil)
			read.Mark = clock.Mark{ID: m.ID, When: clock.Behind} // so that no more is said about it
		}
		marks = append(marks, read)
	}
	return marks
}

func marksOf(list []city.IssueMark) []mark {
	marks := make([]mark, 0, len(list))
	for _, m := range list {
		written := mark{ID: m.ID, Tell: m.Tell}
		switch text := digits(limitText(m.Limit)); m.When {
		case clock.Share:
			written.Share = &m.Share
		case clock.Ahead:
			written.Ahead = &text
		default:
			if m.Limit == (clock.Limit{}) {
				text = "0"
			}
			written.Behind = &text
		}
		marks = append(marks, written)
	}
	return marks
}
