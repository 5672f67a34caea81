package issues

import (
	"context"

	"sizhang/server/app"
	"sizhang/server/issues/board"
	"sizhang/server/store"
)

// Load fills the boards from the store, beside those that there are, and puts them in
// their place. An issue that cannot be read is logged and left out: it does not keep the
// others from being shown. Where all had been read before, whoever wants to hear of
// changes is told of what is later now than it was.
func (s *Issues) Load(ctx context.Context, progress app.Progress) error {
	s.boards.loading.Lock()
	defer s.boards.loading.Unlock()
	s.boards.begin()
	filled, token, err := s.fill(ctx, progress)
	if err != nil {
		s.boards.giveUp()
		return err
	}
	return s.tellLater(ctx, s.boards.take(filled, token))
}

// tellLater tells of issues that were read again and are later than they were, each with
// the last event that was known of it.
func (s *Issues) tellLater(ctx context.Context, later map[string]map[string]int) error {
	for city, ids := range later {
		for id, since := range ids {
			k, err := s.read(ctx, city, id)
			if err != nil {
				return err
			}
			turn := s.boards.turn(id)
			turn.Lock()
			s.boards.told.tell(Change{Issue: k.Issue, Since: since})
			turn.Unlock()
		}
	}
	return nil
}

// fill reads the cards of all issues. What is written meanwhile comes after the token.
func (s *Issues) fill(ctx context.Context, progress app.Progress) (map[string]*board.Board, store.Token, error) {
	token, err := s.store.Newest(ctx)
	if err != nil {
		return nil, "", err
	}
	codes, err := s.codes(ctx)
	if err != nil {
		return nil, "", err
	}
	filled, done := map[string]*board.Board{}, 0
	for _, code := range codes {
		b, err := s.fillCity(ctx, code, func(n int) {
			done += n
			progress("issues", done, 0)
		})
		if err != nil {
			return nil, "", err
		}
		filled[code] = b
	}
	return filled, token, nil
}

// codes returns the division codes of all cities.
func (s *Issues) codes(ctx context.Context) ([]string, error) {
	var codes []string
	for d, err := range store.All(ctx, s.store, store.Query{Collection: store.Cities, City: store.Installation}) {
		if err != nil {
			return nil, err
		}
		codes = append(codes, d.ID)
	}
	return codes, nil
}

// begin has what is put from now on noted, until take or giveUp.
func (b *boards) begin() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.late = &[]lateCard{}
	b.forget()
}

func (b *boards) giveUp() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.late = nil
}

// take puts filled boards in the place of those that there are. Where those had been
// filled, too, it returns what is later now than it was there, by city and id. Nobody
// puts a card meanwhile, so that none is told of by both or by neither.
func (b *boards) take(filled map[string]*board.Board, token store.Token) map[string]map[string]int {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, l := range *b.late {
		if filled[l.city] == nil {
			filled[l.city] = board.New(l.city)
		}
		filled[l.city].Put(l.card)
	}
	later := map[string]map[string]int{}
	for city, now := range filled {
		if was := b.byCity[city]; b.loaded && was != nil {
			later[city] = now.Later(was)
		} else if b.loaded {
			later[city] = now.Later(board.New(city))
		}
	}
	b.byCity, b.token, b.late, b.loaded = filled, token, nil, true
	return later
}
