package fault

import "errors"

// All returns every fault in err's tree, in order: what a check that found
// several problems at once joined with errors.Join. It is nil for an error that
// holds none.
func All(err error) []*Fault {
	if err == nil {
		return nil
	}
	if f, ok := err.(*Fault); ok {
		return []*Fault{f}
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var all []*Fault
		for _, e := range joined.Unwrap() {
			all = append(all, All(e)...)
		}
		return all
	}
	return All(errors.Unwrap(err))
}
