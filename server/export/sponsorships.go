package export

import (
	"io"
	"iter"

	"sizhang/domain/sponsor"
)

// Sponsorships writes who sponsors what, which intake.ReadSponsorships reads
// back.
func Sponsorships(w io.Writer, sponsorships iter.Seq[sponsor.Sponsorship], o Options) error {
	return write(w, o, table[sponsor.Sponsorship]{
		zh: "包保", en: "sponsorships",
		columns: []column{
			{"包保类型", "kind", 20}, {"单元", "unit", 20}, {"包保方", "sponsor", 20}, {"名称", "name", 28},
			{"开始", "from", 14}, {"结束", "until", 14}, {"文号", "document", 24},
		},
		cells: func(s style, p sponsor.Sponsorship) []string {
			return []string{p.Kind, p.Unit, p.Sponsor, p.Name, s.instant(p.From), s.instant(p.Until), p.Document}
		},
		generated: func(p sponsor.Sponsorship) bool { return p.Generated },
	}, sponsorships)
}
