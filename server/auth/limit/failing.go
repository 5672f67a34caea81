package limit

import (
	"container/list"
	"slices"
	"time"
)

// failing is a key with its last failures, at most as many as are allowed, the
// earliest first.
type failing struct {
	key string
	at  []time.Time
}

// since returns the failures that are not over at the instant.
func (k *failing) since(now time.Time, window time.Duration) []time.Time {
	over := slices.IndexFunc(k.at, func(at time.Time) bool { return at.Add(window).After(now) })
	if over < 0 {
		return nil
	}
	return k.at[over:]
}

// wait returns how long until fewer failures than are allowed lie within the
// window, those in the spill with them.
func (f *Failures) wait(key string, now time.Time) time.Duration {
	f.expire(now)
	var own []time.Time
	if element, there := f.kept[key]; there {
		own = element.Value.(*failing).since(now, f.window)
	}
	spilt, until := f.spill.count(key, now)
	free := now
	for spilt+len(own) >= f.allowed {
		switch { // to when the next are over
		case len(own) == 0 || spilt > 0 && until.Before(own[0].Add(f.window)):
			spilt, free = 0, until
		default:
			own, free = own[1:], own[0].Add(f.window)
		}
	}
	return min(free.Sub(now), f.window)
}

// fail notes a failure of the key.
func (f *Failures) fail(key string, now time.Time) {
	f.expire(now)
	k := &failing{key: key}
	if element, there := f.kept[key]; there {
		k = element.Value.(*failing)
		f.drop(element)
	}
	k.at = append(k.at, now)
	k.at = k.at[max(0, len(k.at)-f.allowed):]
	if len(f.kept) >= f.most {
		f.makeRoom(now)
	}
	f.keep(k)
}

// keep puts the key at the end of its list, and drop takes it out.
func (f *Failures) keep(k *failing) {
	order := &f.failing
	if len(k.at) >= f.allowed {
		order = &f.blocked
	}
	f.kept[k.key] = order.PushBack(k)
}

func (f *Failures) drop(element *list.Element) {
	delete(f.kept, element.Value.(*failing).key)
	f.failing.Remove(element) // does nothing where it is in the other
	f.blocked.Remove(element)
}

// makeRoom puts one key into the spill.
func (f *Failures) makeRoom(now time.Time) {
	element := f.failing.Front()
	if element == nil {
		element = f.blocked.Front()
	}
	if f.spill == nil {
		f.spill = newSpill(f.most)
	}
	k := element.Value.(*failing)
	f.spill.add(k.key, len(k.at), k.at[len(k.at)-1].Add(f.window), now)
	f.drop(element)
}

// expire forgets keys whose failures are all over.
func (f *Failures) expire(now time.Time) {
	for _, order := range []*list.List{&f.failing, &f.blocked} {
		for range 2 { // no more at once, and more than come
			element := order.Front()
			if element == nil || len(element.Value.(*failing).since(now, f.window)) > 0 {
				break
			}
			f.drop(element)
		}
	}
}
