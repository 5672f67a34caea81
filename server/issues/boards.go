package issues

import (
	"hash/maphash"
	"sync"

	"sizhang/domain/issue"
	"sizhang/server/issues/board"
	"sizhang/server/latest"
	"sizhang/server/store"
)

// boards are the boards of all cities, how far the store's changes are on them, and who
// wants to hear of changes.
type boards struct {
	loading sync.Mutex // held while all is read

	mu     sync.RWMutex
	byCity map[string]*board.Board
	token  store.Token // every change up to it is on the boards
	loaded bool
	late   *[]lateCard // put since a Load began, nil while none is under way
	// lateness guards what late points to, beside mu held for reading.
	lateness sync.Mutex
	// ours are the versions that this process wrote last and that are on the boards.
	ours *latest.Map[string, int64]

	// inTurn keeps an issue's changes in order from the board to who hears of them.
	inTurn [64]sync.Mutex
	told   audience
}

// lateCard is a card that came while all were being read again.
type lateCard struct {
	city string
	card issue.Card
}

func newBoards() *boards {
	b := &boards{byCity: map[string]*board.Board{}}
	b.forget()
	return b
}

// mostOurs is how many of the versions that this process wrote are remembered, until it
// comes upon them among the store's changes: more than it writes between two looks.
const mostOurs = 4096

// forget is for when all is read again: another store may have the same versions of
// other content.
func (b *boards) forget() { b.ours = latest.New[string, int64](mostOurs) }

// wrote remembers a version of an issue that this process wrote and put on its board.
func (b *boards) wrote(city, id string, version int64) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	b.ours.Put(city+"/"+id, version)
}

// has says whether what a change tells of is known to be on the boards.
func (b *boards) has(c store.Change) bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	version, there := b.ours.Get(c.City + "/" + c.ID)
	return there && version >= c.Version
}

// of returns the city's board, a new one where it has none.
func (b *boards) of(city string) *board.Board {
	b.mu.RLock()
	found := b.byCity[city]
	b.mu.RUnlock()
	if found != nil {
		return found
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.byCity[city] == nil {
		b.byCity[city] = board.New(city)
	}
	return b.byCity[city]
}

// put lays a card on the city's board. It returns the last event that was known of the
// issue before, and whether the card tells of a later one. No boards are put in the
// place of others meanwhile, so that a card is news on one of them alone.
func (b *boards) put(city string, c *board.Packed) (since int, news bool) {
	for {
		at := b.of(city)
		b.mu.RLock()
		if b.byCity[city] != at {
			b.mu.RUnlock()
			continue
		}
		since, news = at.Lay(c)
		if b.late != nil {
			b.lateness.Lock()
			*b.late = append(*b.late, lateCard{city, c.Card})
			b.lateness.Unlock()
		}
		b.mu.RUnlock()
		return since, news
	}
}

var seed = maphash.MakeSeed()

// turn is held from putting an issue's card until all have heard of it.
func (b *boards) turn(id string) *sync.Mutex {
	return &b.inTurn[maphash.String(seed, id)%uint64(len(b.inTurn))]
}

// Board returns the city's board; an empty one where it has no issue.
func (s *Issues) Board(city string) *board.Board { return s.boards.of(city) }

// show puts an issue that this server wrote or read on its board and tells of it, unless
// it was known already. Whoever writes an issue shows it before they answer.
func (s *Issues) show(i *issue.Issue, card *board.Packed) {
	turn := s.boards.turn(i.ID)
	turn.Lock()
	defer turn.Unlock()
	if since, news := s.boards.put(i.City, card); news {
		s.boards.told.tell(Change{Issue: *i, Since: since})
	}
}
