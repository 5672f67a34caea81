package session

import (
	"math"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/auth/limit"
)

// admit counts a request to sign in against the address that it comes from;
// fault.TooManyRequests where there were too many. Those whose address nobody knows
// share one: else whoever hid theirs would have no limit.
func (s *Sessions) admit(from From) error {
	return wait(fault.TooManyRequests, s.rate.Take(limit.Network(from.Address), s.now()))
}

// wait is the fault with the time to wait, nil where there is none to.
func wait(code fault.Code, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	return fault.New(code, "", fault.With{"seconds": int(math.Ceil(d.Seconds()))})
}

// Kinds of attempts. Each is counted by itself: who knows the password does not
// thereby get more tries at the code.
const (
	tryLogin    = "login"
	tryFactor   = "factor"
	tryPassword = "password"
)

// attempt lets somebody try, unless they failed too often: fault.TooManyAttempts.
// It counts as a failure from the beginning, so that a hundred at once are no more
// tries than one after the other. An error is no failure, and no success.
func (s *Sessions) attempt(kind, city, who string, try func() (bool, error)) (bool, error) {
	key := kind + "\x00" + city + "\x00" + who
	if err := wait(fault.TooManyAttempts, s.failures.Try(key, s.now())); err != nil {
		return false, err
	}
	right, err := try()
	switch {
	case err != nil:
		s.failures.TakeBack(key)
	case right:
		s.failures.Cleared(key)
	}
	return right, err
}

// tryCode is attempt for a code of the second factor: a wrong one is no error.
func (s *Sessions) tryCode(city, account string, try func() error) (bool, error) {
	return s.attempt(tryFactor, city, account, func() (bool, error) {
		err := try()
		if is(err, fault.FactorWrong) {
			return false, nil
		}
		return err == nil, err
	})
}
