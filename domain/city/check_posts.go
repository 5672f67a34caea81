package city

import (
	"fmt"

	"sizhang/domain/fault"
)

func (c *checker) posts() {
	seen := map[string]string{}
	for i, post := range c.profile.Posts {
		at := fmt.Sprintf("posts[%d]", i)
		c.id(at+".id", post.ID, seen)
		c.names(at+".name", post.Names)
		if post.Kind != Head && post.Kind != Leader {
			c.add(fault.PostKindUnknown, at+".kind", fault.With{"kind": string(post.Kind)})
		}
		if len(post.Levels) == 0 {
			c.add(fault.PostLevelsMissing, at+".levels", nil)
		}
		for j, level := range post.Levels {
			if _, _, known := c.profile.Level(level); !known {
				c.add(fault.PostLevelUnknown, fmt.Sprintf("%s.levels[%d]", at, j),
					fault.With{"level": level, "known": c.profile.KnownLevels()})
			}
		}
		c.order(at, i)
	}
}

// order refuses a head that stands behind a leader at one of its levels: posts
// run in answering order, and a leader only stands in where there is no head.
func (c *checker) order(at string, i int) {
	head := c.profile.Posts[i]
	if head.Kind != Head {
		return
	}
	for _, leader := range c.profile.Posts[:i] {
		if leader.Kind != Leader {
			continue
		}
		for _, level := range head.Levels {
			if leader.At(level) {
				c.add(fault.PostOrder, at, fault.With{"level": level, "head": head.ID, "leader": leader.ID})
				return
			}
		}
	}
}
