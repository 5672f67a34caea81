package api

import (
	"sync"

	"sizhang/domain/body"
	"sizhang/server/app"
)

// maxSheets is how many days' sheets are kept for a city: today's, and those of
// the past days that were asked about last.
const maxSheets = 16

// sheets remembers what the departments of a city have in charge, and how that is
// written: most spots have the same answer, which changes only when a charge
// begins or ends.
type sheets struct {
	lock  sync.RWMutex
	known []*sheet // the last asked for first, but for reads that find it
}

// sheet is a body.Sheet with its text for the spots that no charge is limited to.
type sheet struct {
	*body.Sheet
	list []body.Duties
	text []byte
}

// everywhere says whether a list that the sheet gave is the one with the text.
func (s *sheet) everywhere(list []body.Duties) bool {
	return len(list) == len(s.list) && (len(list) == 0 || &list[0] == &s.list[0])
}

// sheetOf returns the sheet that holds in the moment.
func (s *Server) sheetOf(m moment) *sheet {
	kept, ok := s.sheets.Load(m.city.Profile().Code)
	if !ok {
		kept, _ = s.sheets.LoadOrStore(m.city.Profile().Code, &sheets{})
	}
	return kept.(*sheets).of(m)
}

func (s *sheets) of(m moment) *sheet {
	s.lock.RLock()
	known := s.find(m.city, m)
	s.lock.RUnlock()
	if known != nil {
		return known
	}
	fresh := newSheet(m.city.Bodies.Sheet(m.Instant()))
	s.lock.Lock()
	defer s.lock.Unlock()
	if known := s.find(m.city, m); known != nil {
		return known
	}
	s.known = append([]*sheet{fresh}, s.known[:min(len(s.known), maxSheets-1)]...)
	return fresh
}

func (s *sheets) find(c *app.City, m moment) *sheet {
	for _, known := range s.known {
		if known.Holds(c.Bodies, m.Instant()) {
			return known
		}
	}
	return nil
}

func newSheet(of *body.Sheet) *sheet {
	list := of.Departments(nil)
	return &sheet{of, list, appendDuties(nil, list, false)}
}
