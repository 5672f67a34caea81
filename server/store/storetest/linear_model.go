package storetest

import (
	"fmt"
	"slices"

	"github.com/anishathalye/porcupine"

	"sizhang/server/store"
)

// oneDocument says how one document answers when one call comes after the other.
// Its state is what stands, a seen; version 0 is that it never was.
var oneDocument = porcupine.Model{
	Init: func() any { return seen{} },
	Step: func(state, input, output any) (bool, any) {
		may, after := step(state.(seen), input.(call), output.(answer))
		return may, after
	},
	DescribeOperation: func(input, output any) string {
		return fmt.Sprintf("%v: %+v", input, output)
	},
	DescribeState: func(state any) string { return fmt.Sprintf("%+v", state) },
}

// step says whether the document may have answered so, and how it stands then. A
// write whose answer never came is over at the end of time: it has its effect
// where that fits, and none where nobody looks any more.
func step(stands seen, ask call, told answer) (bool, seen) {
	there := stands.version > 0 && !stands.gone
	switch ask.kind {
	case "get":
		if told.refusal != nil {
			return told.refusal == store.ErrMissing && !there, stands
		}
		return there && told.seen == stands, stands
	case "find":
		want := seen{}
		if there && stands.code == ask.code {
			want = stands
		}
		return told.seen == want, stands
	}
	refusals, after := write(stands, ask)
	if told.unknown {
		return true, after
	}
	if told.refusal != nil {
		return slices.Contains(refusals, told.refusal), stands
	}
	return after.version > 0 && told.version == after.version && !slices.Contains(refusals, errFatal), after
}

// errFatal marks a write that cannot have been acknowledged.
var errFatal = fmt.Errorf("not to be acknowledged")

// write returns what the document may refuse a write with, and how it stands if
// it does not. Another document may have the key at any time.
func write(stands seen, ask call) (refusals []error, after seen) {
	if ask.code != "" && !ask.gone {
		refusals = append(refusals, store.ErrExists)
	}
	after = ask.seen
	switch {
	case ask.kind == "insert" && stands.version == 0:
		after.version = 1
	case ask.kind == "adopt" && stands.version == 0:
		after.version = ask.at
	case ask.kind == "adopt" && stands.version == ask.at && stands.n == ask.n && stands.code == ask.code && !stands.gone:
		after = stands
	case ask.kind == "insert", ask.kind == "adopt":
		return []error{store.ErrExists, errFatal}, stands
	case stands.version == 0:
		return []error{store.ErrMissing, errFatal}, stands
	case stands.version != ask.at:
		return []error{store.ErrStale, errFatal}, stands
	default:
		after.version = ask.at + 1
	}
	if after.gone {
		after = seen{version: after.version, gone: true}
	}
	return refusals, after
}
