package intake

import (
	"context"
	"io"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/sponsor"
)

// SponsorshipOptions say how to read a table of sponsorships.
type SponsorshipOptions struct {
	Options
	// Zone is where a date without a time begins; China's time when nil.
	Zone *time.Location
	// Level tells the level of a unit that is or was, false where there is none;
	// Bodies whether there is a body with the code. Left nil, they are not looked
	// up.
	Level  func(unit string) (level string, known bool)
	Bodies func(code string) bool
}

var sponsorshipColumns = []column{
	{[]string{"kind", "包保类型", "包保方式", "类型"}, true},
	{[]string{"unit", "单元", "单元编码", "单元代码"}, true},
	{[]string{"sponsor", "包保方", "包保主体", "包保单位", "包保领导"}, true},
	{[]string{"name", "名称", "姓名", "包保方名称"}, false},
	{[]string{"from", "开始", "开始日期"}, true},
	{[]string{"until", "结束", "结束日期"}, false},
	{[]string{"document", "文号", "依据"}, false},
	{[]string{"generated", "虚构"}, false},
}

// ReadSponsorships reads a table of who sponsors what: kind (the id in the
// profile), unit, sponsor (a body's code or a person's id, as the kind has it),
// name (which a person must have), from and, where they apply, until and
// document. Dates are read as by ReadAppointments.
//
// They come in the order of the file. Where the rows together break a rule of
// the kind, the row with which that begins is refused.
func ReadSponsorships(ctx context.Context, r io.Reader, o SponsorshipOptions) ([]sponsor.Sponsorship, *Report, error) {
	var list []sponsor.Sponsorship
	var rows []int // of the list
	report, err := readTable(ctx, r, o.Options, sponsorshipColumns, func(r *row) {
		before := r.report.faults
		if s := o.sponsorship(r); r.report.faults == before {
			list, rows = append(list, s), append(rows, r.index)
			r.report.about(s.Unit, r.index)
		}
	})
	bad := map[int]bool{}
	for _, b := range sponsor.Breaches(o.Profile, list, len(list)) {
		f := b.Finding(o.Profile, list)
		f.Index, f.Severity = rows[b.Row], report.refusal()
		report.Add(f)
		bad[b.Row] = true
	}
	list = without(list, bad)
	report.inOrder()
	report.Kept = len(list)
	return list, report, err
}

func (o *SponsorshipOptions) sponsorship(r *row) sponsor.Sponsorship {
	zone := zoned(o.Zone)
	s := sponsor.Sponsorship{Unit: r.refers("unit")}
	r.code = s.Unit
	s.Kind, s.Sponsor = r.refers("kind"), r.refers("sponsor")
	kind, known := o.Profile.SponsorKindNamed(s.Kind)
	if known {
		s.Kind = kind.ID
	}
	if known && kind.By == city.ByPerson {
		s.Name, _ = r.need("name")
	} else {
		s.Name = r.cell("name")
	}
	from, _ := r.need("from")
	s.From = r.instant("from", from, zone)
	s.Until = r.instant("until", r.cell("until"), zone)
	s.Document = r.cell("document")
	s.Generated = flag(r, "generated")
	r.take(s.Placeless(sponsor.Ground{Profile: o.Profile, Level: o.Level, Bodies: o.Bodies}))
	return s
}
