package issues

import (
	"bytes"
	"context"
	"encoding/json"

	"sizhang/domain/issue"
	"sizhang/server/store"
)

// Verify calls visit with every issue of the city and with the number of the first event
// that does not hold, see issue.Verify; 0 where all is as it was written. What a
// document says beside the issue, for lists and figures, has to be what the issue says.
func (s *Issues) Verify(ctx context.Context, city string, visit func(i *issue.Issue, broken int) error) error {
	return s.eachKept(ctx, city, func(d store.Document, k *kept) error {
		broken := k.Issue.Verify()
		if broken == 0 {
			same, err := sameBeside(d, k)
			if err != nil {
				return err
			}
			if !same {
				broken = len(k.History)
			}
		}
		return visit(&k.Issue, broken)
	})
}

// sameBeside says whether the card of a document, and the number elsewhere that it is
// found by, are those of its issue.
func sameBeside(d store.Document, k *kept) (bool, error) {
	var b struct { // the issue was read already
		Outside string   `json:"outside"`
		Card    cardBody `json:"card"`
	}
	if err := json.Unmarshal(d.Body, &b); err != nil {
		return false, err
	}
	stands, err := json.Marshal(b.Card)
	if err != nil {
		return false, err
	}
	wanted := cardBodyOf(k.packed())
	if len(b.Card.Cells) == 0 { // written before cells were
		wanted.Cells = nil
	}
	card, err := json.Marshal(wanted)
	return bytes.Equal(stands, card) && b.Outside == outsideKey(k.Source, k.Outside), err
}
