package issues

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"

	"sizhang/domain/issue"
	"sizhang/server/issues/board"
	"sizhang/server/store"
)

// fillCity reads the cards of a city's issues. What the cards of a page were packed in is
// used again for another.
func (s *Issues) fillCity(ctx context.Context, code string, told func(n int)) (*board.Board, error) {
	processors := runtime.GOMAXPROCS(0)
	packed, used := make(chan []board.Packed, processors), make(chan []board.Packed, 2*processors+1)
	var failed error
	go func() {
		defer close(packed)
		failed = s.readAll(ctx, code, packed, used)
	}()
	filling := board.Fill(code)
	for cards := range packed {
		for i := range cards {
			filling.Add(&cards[i])
		}
		told(len(cards))
		select {
		case used <- cards[:0]:
		default:
		}
	}
	if failed != nil {
		return nil, failed
	}
	return filling.Board(), nil
}

// readAll sends the cards of all of the city's issues. Pages are fetched ahead, and read
// on all processors.
func (s *Issues) readAll(ctx context.Context, code string, to chan<- []board.Packed, used <-chan []board.Packed) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	pages := make(chan []store.Document, cap(to))
	var all sync.WaitGroup
	all.Go(func() {
		defer close(pages)
		if err := s.pages(ctx, code, pages); err != nil {
			stop(err)
		}
	})
	for range cap(to) {
		all.Go(func() {
			if err := s.readCards(ctx, pages, to, used); err != nil {
				stop(err)
				for range pages { // whoever sends them shall end
				}
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}

// cardBytes is how far into a document nearly all cards have ended.
const cardBytes = 2048

// pages sends the documents of all of the city's issues, as far as cardBytes.
func (s *Issues) pages(ctx context.Context, code string, to chan<- []store.Document) error {
	for page, err := range store.Pages(ctx, s.store, store.Query{Collection: store.Issues, City: code, Head: cardBytes}) {
		if err != nil {
			return err
		}
		to <- page
	}
	return nil
}

// readCards reads the cards of documents until there are no more, and packs them into
// what was used before, or anew.
func (s *Issues) readCards(ctx context.Context, from <-chan []store.Document, to chan<- []board.Packed, used <-chan []board.Packed) error {
	r, packer := newCardReader(), board.NewPacker()
	for documents := range from {
		var cards []board.Packed
		select {
		case cards = <-used:
		default:
		}
		cards = slices.Grow(cards, len(documents))
		for _, d := range documents {
			c, shown, err := s.readCard(ctx, r, d)
			if err != nil {
				return err
			}
			if !shown {
				continue
			}
			cards = cards[:len(cards)+1]
			packer.Pack(&c, r.cells, &cards[len(cards)-1])
		}
		to <- cards
	}
	return nil
}

// readCard reads the card at the head of a document; all of it where that ends too soon.
// False where it cannot be read, which is logged, or is gone by now.
func (s *Issues) readCard(ctx context.Context, r *cardReader, d store.Document) (issue.Card, bool, error) {
	c, err := r.read(d)
	if err != nil && len(d.Body) == cardBytes {
		whole, failed := s.store.Get(ctx, d.Collection, d.City, d.ID)
		if errors.Is(failed, store.ErrMissing) {
			return c, false, nil
		}
		if failed != nil {
			return c, false, failed
		}
		c, err = r.read(whole)
	}
	if err != nil {
		s.log.Error("an issue is left out", "error", err)
		return c, false, nil
	}
	if r.cells == (board.Cells{}) { // as in documents of before they were kept
		r.cells = board.CellsOf(c.Point)
	}
	return c, true, nil
}
