package city

import (
	"fmt"

	"sizhang/domain/fault"
)

func (c *checker) sponsorships() {
	seen := map[string]string{}
	for i, kind := range c.profile.Sponsorships {
		at := fmt.Sprintf("sponsorships[%d]", i)
		c.id(at+".id", kind.ID, seen)
		c.names(at+".name", kind.Names)
		if kind.By != ByBody && kind.By != ByPerson {
			c.add(fault.SponsorByUnknown, at+".by", fault.With{"by": string(kind.By)})
		}
		if len(kind.Levels) == 0 {
			c.add(fault.SponsorLevelsMissing, at+".levels", nil)
		}
		for j, level := range kind.Levels {
			if _, _, known := c.profile.Level(level); !known {
				c.add(fault.SponsorLevelUnknown, fmt.Sprintf("%s.levels[%d]", at, j),
					fault.With{"level": level, "known": c.profile.KnownLevels()})
			}
		}
		c.limit(at+".max_units", kind.MaxUnits)
		c.limit(at+".max_sponsors", kind.MaxSponsors)
	}
}

func (c *checker) limit(field string, given int) {
	if given < 0 {
		c.add(fault.SponsorLimitNegative, field, fault.With{"given": given})
	}
}
