// Package overlay lays what was imported over what is in force, for things that
// are known by a key and replaced whole: bodies, people, sponsorships.
package overlay

// Overlaid is what remains of an import once what is in force already is taken
// out.
type Overlaid[T any] struct {
	// Fresh are the things added or changed, in the order of the import.
	Fresh                     []T
	Added, Changed, Unchanged int
}

// Lay lays imported things over those in force. key says what a thing is known
// by, merge what it keeps of the one that it replaces, the zero value where there
// is none, same that nothing about
// two of them differs. Of a key that comes twice both are kept, for a check to
// refuse.
func Lay[K comparable, T any](inForce, imported []T, key func(T) K, merge func(old, newer T) T, same func(a, b T) bool) Overlaid[T] {
	known := make(map[K]int, len(inForce))
	for i, thing := range inForce {
		known[key(thing)] = i
	}
	var o Overlaid[T]
	for _, thing := range imported {
		i, there := known[key(thing)]
		var old T
		if there {
			old = inForce[i]
		}
		thing = merge(old, thing)
		switch {
		case !there:
			o.Added++
		case same(inForce[i], thing):
			o.Unchanged++
			continue
		default:
			o.Changed++
		}
		o.Fresh = append(o.Fresh, thing)
	}
	return o
}

// Newer is the merge of things of which nothing is kept.
func Newer[T any](_, newer T) T { return newer }

// Clear is what an import writes for a text that is to be empty from then on: one
// that is empty there is not carried and stays as it was.
const Clear = "-"

// Carried returns a text as it is once an import's is laid over it.
func Carried(old, newer string) string {
	switch newer {
	case "":
		return old
	case Clear:
		return ""
	}
	return newer
}

// Changed returns a value that stands with the change made to it that made one
// value of another; as it stands where that was none.
func Changed[T comparable](was, changed, stands T) T {
	if was == changed {
		return stands
	}
	return changed
}

// Over returns the things as they would be with the fresh ones: those first,
// then those in force that they do not replace.
func Over[K comparable, T any](inForce, fresh []T, key func(T) K) []T {
	replaced := make(map[K]bool, len(fresh))
	all := make([]T, 0, len(inForce)+len(fresh))
	for _, thing := range fresh {
		replaced[key(thing)] = true
		all = append(all, thing)
	}
	for _, thing := range inForce {
		if !replaced[key(thing)] {
			all = append(all, thing)
		}
	}
	return all
}
