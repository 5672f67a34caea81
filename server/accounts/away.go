package accounts

import (
	"context"
	"slices"
	"strconv"

	"sizhang/domain/fault"
	"sizhang/server/record"
)

// maxAway is how many times away an account keeps.
const maxAway = 20

// SetAway says when the account's person is away (离岗): by themselves, or by who
// manages the account. It replaces what was said before; an empty list is present.
func (a *Accounts) SetAway(ctx context.Context, by Caller, city, id string, away []Away) (Account, error) {
	times := make([]Away, len(away))
	bad := len(away) > maxAway
	for i, w := range away {
		times[i] = Away{kept(w.From), kept(w.Until)}
		bad = bad || w.From.IsZero() || !times[i].From.Before(times[i].Until)
	}
	slices.SortFunc(times, func(a, b Away) int { return a.From.Compare(b.From) })
	return a.apply(ctx, by, city, id, change{
		kind: record.AwaySet, with: map[string]string{"times": strconv.Itoa(len(times))}, own: true,
		do: func(account *Account) error {
			if bad {
				return fault.New(fault.AwayInvalid, "away", fault.With{"max": maxAway})
			}
			account.Away = times
			return nil
		},
	})
}
