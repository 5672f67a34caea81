package cli

import (
	"bytes"
	"sync"

	"sizhang/geo"
)

// lockedBuffer is written by a command while a test reads it.
type lockedBuffer struct {
	lock sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.lock.Lock()
	defer b.lock.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.lock.Lock()
	defer b.lock.Unlock()
	return b.text.String()
}

func pointAt(lng, lat float64) geo.Point { return geo.Point{Lng: lng, Lat: lat} }
