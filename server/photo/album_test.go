package photo

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"sizhang/domain/fault"
	"sizhang/geo/geotest"
	"sizhang/server/blob"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	beijing  = "110101"
	shanghai = "310101"
)

var noon = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

// fixture is an album with what it is kept in.
type fixture struct {
	*Album
	testing.TB
	store store.Store
	kept  *watchedBlobs
}

func newAlbum(t testing.TB, o Options) *fixture {
	t.Helper()
	st, err := sqlite.Open(t.Context(), t.TempDir(), store.Schema)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	folder, err := blob.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if o.Now == nil {
		o.Now = func() time.Time { return noon }
	}
	o.Temp = t.TempDir()
	kept := &watchedBlobs{Blobs: folder}
	return &fixture{New(st, kept, o), t, st, kept}
}

// watchedBlobs notes what is put, and fails where it is told to.
type watchedBlobs struct {
	blob.Blobs
	mu   sync.Mutex
	puts []string
	fail func(key string) error
}

func (w *watchedBlobs) Put(ctx context.Context, key string, content []byte) error {
	w.mu.Lock()
	w.puts = append(w.puts, key)
	fail := w.fail
	w.mu.Unlock()
	if fail != nil {
		if err := fail(key); err != nil {
			return err
		}
	}
	return w.Blobs.Put(ctx, key, content)
}

func (f *fixture) add(b []byte) Photo {
	f.Helper()
	p, err := f.Add(f.Context(), beijing, "clerk", bytes.NewReader(b))
	if err != nil {
		f.Fatal(err)
	}
	return p
}

// served reads a served size, as bytes and as a picture.
func (f *fixture) served(id string, size Size) ([]byte, image.Image) {
	f.Helper()
	r, err := f.Open(f.Context(), beijing, id, size)
	if err != nil {
		f.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		f.Fatal(err)
	}
	m, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		f.Fatalf("%s of %s: %v", size, id, err)
	}
	return b, m
}

// colours names the colours of the four quarters.
func colours(m image.Image) string {
	b := m.Bounds()
	name := func(x, y int) byte {
		r, g, bl, _ := m.At(b.Min.X+b.Dx()*x/4, b.Min.Y+b.Dy()*y/4).RGBA()
		best, nearest := byte('?'), 60*60*3
		for letter, c := range named {
			far := square(int(r>>8)-int(c.R)) + square(int(g>>8)-int(c.G)) + square(int(bl>>8)-int(c.B))
			if far < nearest {
				best, nearest = letter, far
			}
		}
		return best
	}
	return string([]byte{name(1, 1), name(3, 1), name(1, 3), name(3, 3)})
}

func square(n int) int { return n * n }

func codeOf(err error) fault.Code {
	if err == nil {
		return ""
	}
	return fault.As(err).Code
}

func TestAPhotoIsTakenIn(t *testing.T) {
	geotest.Reckons(t)
	f := newAlbum(t, Options{})
	content := telling(asJPEG(quarters(2000, 1000, "GYRB")), 6)
	p := f.add(content)
	want := Photo{ID: p.ID, City: beijing, Type: jpegType, Bytes: int64(len(content)), Width: 1000, Height: 2000,
		Taken: time.Date(2026, 3, 2, 6, 5, 9, 0, time.UTC), At: p.At, Account: "clerk", Added: noon}
	if p != want {
		t.Errorf("got %+v, want %+v", p, want)
	}
	if p.At == nil || p.At.Lng != 116.4166 || p.At.Lat != 39.9289 {
		t.Errorf("at %v", p.At)
	}
	known, err := f.Get(t.Context(), beijing, p.ID)
	if err != nil || known.At == nil || *known.At != *p.At {
		t.Fatalf("%+v, %v", known, err)
	}
	if known.At = p.At; known != p {
		t.Errorf("known is %+v, answered was %+v", known, p)
	}
	for size, longest := range map[Size]int{Large: 1600, Small: 320} {
		_, m := f.served(p.ID, size)
		if m.Bounds().Size() != image.Pt(longest/2, longest) || colours(m) != "RGBY" {
			t.Errorf("%s is %v, %s", size, m.Bounds(), colours(m))
		}
	}
	r, err := f.kept.Open(t.Context(), beijing+"/original/"+p.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if original, err := io.ReadAll(r); err != nil || !bytes.Equal(original, content) {
		t.Errorf("the original was changed: %d bytes, %v", len(original), err)
	}
}

// Held in each of the eight ways, a picture is served upright. What stands in the file
// was worked out by hand.
func TestPhotosAreTurnedUpright(t *testing.T) {
	geotest.Reckons(t)
	f := newAlbum(t, Options{})
	for held, stored := range []string{"RGBY", "RGBY", "GRYB", "YBGR", "BYRG", "RBGY", "GYRB", "YGBR", "BRYG"} {
		for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
			width, height := 120, 80
			if held >= 5 {
				width, height = height, width
			}
			p := f.add(withSegments(asJPEG(quarters(width, height, stored)), segment(markExif, exifStart, dongcheng(order, uint16(held)))))
			if p.Width != 120 || p.Height != 80 {
				t.Errorf("held as %d: %d×%d", held, p.Width, p.Height)
			}
			for _, size := range []Size{Large, Small} {
				if _, m := f.served(p.ID, size); m.Bounds().Size() != image.Pt(120, 80) || colours(m) != "RGBY" {
					t.Errorf("held as %d: %s is %v, %s", held, size, m.Bounds(), colours(m))
				}
			}
		}
	}
}

func TestTheSamePhotoAgain(t *testing.T) {
	f := newAlbum(t, Options{})
	first := f.add(plain())
	f.now = func() time.Time { return noon.Add(time.Hour) }
	again, err := f.Add(t.Context(), beijing, "another", bytes.NewReader(plain()))
	if err != nil || again != first {
		t.Errorf("%+v, %v, first %+v", again, err, first)
	}
	// Another city has its own.
	if _, err := f.Get(t.Context(), shanghai, first.ID); codeOf(err) != fault.PhotoNotFound {
		t.Errorf("another city: %v", err)
	}
	there, err := f.Add(t.Context(), shanghai, "another", bytes.NewReader(plain()))
	if err != nil || there.City != shanghai || there.Account != "another" || there.ID != first.ID {
		t.Errorf("%+v, %v", there, err)
	}
}

// From many at once, one photo is one, and each of many comes back as itself.
func TestManyAtOnce(t *testing.T) {
	f := newAlbum(t, Options{AtOnce: 3})
	pictures := [][]byte{plain(), file(t, "lossy.webp"), asPNG(quarters(300, 500, "YBGR"))}
	ids := make([]string, 18)
	var all sync.WaitGroup
	for i := range ids {
		all.Go(func() { ids[i] = f.add(pictures[i%3]).ID })
	}
	all.Wait()
	for i, id := range ids {
		if id != ids[i%3] || id == ids[(i+1)%3] {
			t.Errorf("%d is %s", i, id)
		}
	}
	page, err := f.store.Query(t.Context(), store.Query{Collection: store.Photos, City: beijing, Limit: 10})
	if err != nil || len(page.Documents) != 3 {
		t.Errorf("%d documents, %v", len(page.Documents), err)
	}
}

// The bytes are kept before the document says so, whatever fails in between.
func TestTheDocumentComesLast(t *testing.T) {
	for _, failing := range []string{"/original/", "/large/", "/small/"} {
		f := newAlbum(t, Options{})
		f.kept.fail = func(key string) error {
			if bytes.Contains([]byte(key), []byte(failing)) {
				return io.ErrShortWrite
			}
			return nil
		}
		_, err := f.Add(t.Context(), beijing, "clerk", bytes.NewReader(plain()))
		if codeOf(err) != fault.PhotosUnkept {
			t.Errorf("%s fails: %v", failing, err)
		}
		page, err := f.store.Query(t.Context(), store.Query{Collection: store.Photos, City: beijing, Limit: 10})
		if err != nil || len(page.Documents) != 0 {
			t.Errorf("%s fails: %d documents, %v", failing, len(page.Documents), err)
		}
		f.kept.fail = nil
		p := f.add(plain())
		f.served(p.ID, Small)
		if first := f.kept.puts[0]; first != beijing+"/original/"+p.ID {
			t.Errorf("first %s was put", first)
		}
	}
}

// Where the store does not take the document, nobody is told that it is kept.
func TestAStoreThatFails(t *testing.T) {
	f := newAlbum(t, Options{})
	f.Album.store = failingStore{f.store}
	_, err := f.Add(t.Context(), beijing, "clerk", bytes.NewReader(plain()))
	if codeOf(err) != fault.PhotosUnkept {
		t.Errorf("%v", err)
	}
}

type failingStore struct{ store.Store }

func (failingStore) Insert(context.Context, store.Document) error { return store.ErrTransient }

// So many are worked on at once and no more; who waits may leave.
func TestTheQueue(t *testing.T) {
	f := newAlbum(t, Options{AtOnce: 1})
	began, end := make(chan struct{}, 10), make(chan struct{})
	f.kept.fail = func(string) error { began <- struct{}{}; <-end; return nil }
	var all sync.WaitGroup
	all.Go(func() { f.add(plain()) })
	<-began
	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan error, 1)
	all.Go(func() {
		_, err := f.Add(ctx, beijing, "clerk", bytes.NewReader(asJPEG(quarters(90, 60, "RGBY"))))
		left <- err
	})
	select {
	case <-began:
		t.Error("two are worked on at once")
	case err := <-left:
		t.Errorf("who should wait is answered with %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	cancel()
	if err := <-left; !isCanceled(err) {
		t.Errorf("%v", err)
	}
	close(end)
	all.Wait()
}

func isCanceled(err error) bool { return err != nil && context.Canceled.Error() == err.Error() }

func TestWhatIsNotThere(t *testing.T) {
	f := newAlbum(t, Options{})
	p := f.add(plain())
	for _, id := range []string{"", "x", "../" + p.ID, p.ID[1:], p.ID + "0", "0" + p.ID[1:], "A" + p.ID[1:]} {
		if id == p.ID {
			continue
		}
		if _, err := f.Get(t.Context(), beijing, id); codeOf(err) != fault.PhotoNotFound {
			t.Errorf("Get %q: %v", id, err)
		}
		if _, err := f.Open(t.Context(), beijing, id, Large); codeOf(err) != fault.PhotoNotFound {
			t.Errorf("Open %q: %v", id, err)
		}
	}
	for _, size := range []Size{"", "original", "../original", "Large"} { // the original least of all
		if _, err := f.Open(t.Context(), beijing, p.ID, size); codeOf(err) != fault.PhotoNotFound {
			t.Errorf("Open at %q: %v", size, err)
		}
	}
}

// Where a picture is transparent, what is served is white.
func TestTransparentIsWhite(t *testing.T) {
	geotest.Reckons(t)
	f := newAlbum(t, Options{})
	m := image.NewNRGBA(image.Rect(0, 0, 400, 400))
	for y := range 400 {
		for x := 200; x < 400; x++ {
			m.SetNRGBA(x, y, color.NRGBA{230, 20, 20, 255})
		}
	}
	grey := image.NewGray16(image.Rect(0, 0, 40, 40))
	for i := range grey.Pix {
		grey.Pix[i] = 255
	}
	for name, c := range map[string]struct {
		content []byte
		left    color.RGBA
	}{
		"PNG": {asPNG(m), named['W']}, "WebP": {file(t, "alpha.webp"), named['W']}, "grey of 16 bits": {asPNG(grey), named['W']},
	} {
		_, served := f.served(f.add(c.content).ID, Small)
		r, g, b, _ := served.At(served.Bounds().Dx()/8, served.Bounds().Dy()/2).RGBA()
		if r>>8 < 245 || g>>8 < 245 || b>>8 < 245 {
			t.Errorf("%s is %d %d %d where it is transparent", name, r>>8, g>>8, b>>8)
		}
	}
}
