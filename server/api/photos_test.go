package api

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/geo/geotest"
	"sizhang/server/blob"
	"sizhang/server/photo"
)

// gallery is a town whose server takes photos.
type gallery struct {
	*town
	album *photo.Album
}

func newGallery(t *testing.T) *gallery {
	t.Helper()
	w := newTown(t)
	folder, err := blob.OpenFolder(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	album := photo.New(w.store, folder, photo.Options{Temp: t.TempDir()})
	w.server.options.Photos = album
	return &gallery{w, album}
}

func aJPEG(side int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, side, side)), nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// photoFormOf is a form of parts, name and content in turn.
func photoFormOf(parts ...string) (contentType, body string) {
	var b strings.Builder
	w := multipart.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		part, err := w.CreateFormFile(parts[i], "photo.jpg")
		if err == nil {
			_, err = io.WriteString(part, parts[i+1])
		}
		if err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return w.FormDataContentType(), b.String()
}

func (g *gallery) post(t *testing.T, role, contentType, body string) (int, string) {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/api/v1/cities/"+cityOne+"/photos", strings.NewReader(body))
	for name, value := range g.at(role, "home") {
		r.Header.Set(name, value)
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	answer := httptest.NewRecorder()
	g.server.Handler().ServeHTTP(answer, r)
	return answer.Code, answer.Body.String()
}

// As a form or as the body itself, and again, a photo is one and answered alike.
func TestPhotosAreUploaded(t *testing.T) {
	g := newGallery(t)
	content := string(aJPEG(40))
	formType, asForm := photoFormOf(photoPart, content)
	var first string
	for _, c := range []struct{ role, contentType, body string }{
		{"grid_worker", formType, asForm}, {"grid_worker", formType, asForm}, {"head", "image/jpeg", content}, {"department", "image/png", content}, // what it is goes by its content
		{"admin", "application/octet-stream", content}, {"cadre", "", content},
	} {
		status, body := g.post(t, c.role, c.contentType, c.body)
		if first == "" {
			first = body
		}
		if status != http.StatusCreated || body != first {
			t.Errorf("%s with %q: %d %s", c.role, c.contentType, status, body)
		}
	}
	id := pick(mustDecode([]byte(first)), "id").(string)
	known, err := g.album.Get(t.Context(), cityOne, id)
	if err != nil || known.Account != "actor-grid_worker" || known.Width != 40 {
		t.Errorf("%+v, %v", known, err)
	}
}

func TestUploadsThatAreRefused(t *testing.T) {
	geotest.Reckons(t)
	g := newGallery(t)
	content := string(aJPEG(40))
	formOf := func(parts ...string) [2]string {
		contentType, body := photoFormOf(parts...)
		return [2]string{contentType, body}
	}
	cut := formOf(photoPart, content)
	cut[1] = cut[1][:len(cut[1])-100]
	for name, c := range map[string]struct {
		sent   [2]string
		status int
		code   fault.Code
	}{
		"nothing":                        {[2]string{"", ""}, 422, fault.PhotoMissing},
		"a form of nothing":              {formOf(), 422, fault.PhotoMissing},
		"a form that is none":            {[2]string{"multipart/form-data; boundary=x", "hello"}, 422, fault.PhotoMissing},
		"a form without its boundary":    {[2]string{"multipart/form-data", "hello"}, 415, fault.MediaTypeUnsupported},
		"a form that never begins":       {[2]string{"multipart/form-data; boundary=x", strings.Repeat("hello\r\n", 20_000)}, 422, fault.PhotoMissing},
		"a form of endless headers":      {[2]string{"multipart/form-data; boundary=x", "--x\r\n" + strings.Repeat("X-A: b\r\n", 20_000)}, 422, fault.PhotoMissing},
		"a form with another part":       {formOf("file", content), 422, fault.InvalidRequest},
		"a form with two photos":         {formOf(photoPart, content, photoPart, content), 422, fault.FieldTwice},
		"a form with a part behind":      {formOf(photoPart, content, "note", "hello"), 422, fault.FieldUnknown},
		"a form that is cut off":         {cut, 408, fault.BodyTooSlow},
		"a form of a page":               {formOf(photoPart, "<html>"), 415, fault.PhotoKind},
		"JSON":                           {[2]string{"application/json", "{}"}, 415, fault.MediaTypeUnsupported},
		"no media type":                  {[2]string{"image", content}, 415, fault.MediaTypeUnsupported},
		"half a photo":                   {[2]string{"image/jpeg", content[:len(content)/2]}, 422, fault.PhotoBroken},
		"a photo that is too large":      {[2]string{"image/jpeg", content + strings.Repeat("x", photo.MaxBytes)}, 413, fault.PhotoTooLarge},
		"a form that is too large":       {formOf(photoPart, content+strings.Repeat("x", photo.MaxBytes)), 413, fault.PhotoTooLarge},
		"a form that is far too large":   {formOf(photoPart, content+strings.Repeat("x", photo.MaxBytes+1<<20)), 413, fault.PhotoTooLarge},
		"a photo of another kind inside": {formOf(photoPart, "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic...."), 415, fault.PhotoHEIC},
	} {
		status, body := g.post(t, "grid_worker", c.sent[0], c.sent[1])
		if status != c.status || pick(mustDecode([]byte(body)), "code") != string(c.code) {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
	if status, body := g.post(t, "supervisor", "image/jpeg", content); status != http.StatusForbidden {
		t.Errorf("who only reads: %d %s", status, body)
	}
	if n, err := g.album.Verify(t.Context(), cityOne, nil); n != 0 || err != nil {
		t.Errorf("%d photos were kept, %v", n, err)
	}
}

// A server that keeps no photos says so, and one that has too many on their way in.
func TestNoPlaceForPhotos(t *testing.T) {
	geotest.Reckons(t)
	g := newGallery(t)
	for range photosAtOnce {
		g.server.photoPlaces.take()
	}
	if status, body := g.post(t, "head", "image/jpeg", string(aJPEG(8))); status != 503 || !strings.Contains(body, string(fault.ServerBusy)) {
		t.Errorf("%d %s", status, body)
	}
	none := newTown(t)
	if status, body := (&gallery{town: none}).post(t, "head", "image/jpeg", string(aJPEG(8))); status != 503 || !strings.Contains(body, string(fault.PhotosUnkept)) {
		t.Errorf("%d %s", status, body)
	}
	if len(none.server.photoPlaces) != 0 {
		t.Error("a place is not given back")
	}
}

// What is served may be kept by one browser, is known again by its tag, and is never
// anything but a picture.
func TestPhotosAreServed(t *testing.T) {
	g := newGallery(t)
	content := aJPEG(500)
	p, err := g.album.Add(t.Context(), cityOne, "", bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	ask := func(size photo.Size, tag string) *httptest.ResponseRecorder {
		answer := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("If-None-Match", tag)
		served, err := g.server.servePhoto(t.Context(), cityOne, p.ID, size)
		if err != nil {
			t.Fatal(err)
		}
		served.Body(contextOf(r, answer))
		return answer
	}
	large, small := ask(photo.Large, ""), ask(photo.Small, "")
	for size, answer := range map[int]*httptest.ResponseRecorder{500: large, 320: small} {
		m, err := jpeg.Decode(answer.Body)
		if err != nil || m.Bounds().Dx() != size || answer.Header().Get("Content-Type") != "image/jpeg" || answer.Header().Get("Cache-Control") != photoKept {
			t.Errorf("%v, %v", err, answer.Header())
		}
	}
	tag := large.Header().Get("ETag")
	if again := ask(photo.Large, tag); again.Code != http.StatusNotModified || again.Body.Len() != 0 {
		t.Errorf("%d with %d bytes", again.Code, again.Body.Len())
	}
	if other := ask(photo.Small, tag); other.Code != http.StatusOK {
		t.Errorf("another size is %d by the tag of the first", other.Code)
	}
	for _, c := range []struct{ city, id string }{{cityTwo, p.ID}, {cityOne, strings.Repeat("0", 64)}, {cityOne, "../" + p.ID}} {
		if _, err := g.server.servePhoto(t.Context(), c.city, c.id, photo.Large); err == nil || fault.As(err).Code != fault.PhotoNotFound {
			t.Errorf("%v: %v", c, err)
		}
	}
}

func contextOf(r *http.Request, w http.ResponseWriter) huma.Context {
	return plainContext{r: r, w: w}
}

// anyContext has another name than its method Context.
type anyContext interface{ huma.Context }

// plainContext is as much of a huma.Context as an answer needs.
type plainContext struct {
	anyContext
	r *http.Request
	w http.ResponseWriter
}

func (c plainContext) Header(name string) string    { return c.r.Header.Get(name) }
func (c plainContext) SetHeader(name, value string) { c.w.Header().Set(name, value) }
func (c plainContext) SetStatus(status int)         { c.w.WriteHeader(status) }
func (c plainContext) BodyWriter() io.Writer        { return c.w }

// Either right is enough, and no other.
func TestEitherRightUploads(t *testing.T) {
	g := newGallery(t)
	for i, right := range access.Rights {
		actor := g.sessions.mint(fmt.Sprint("right-", i), access.Actor{City: cityOne, Account: "a", Session: "s", Holdings: []access.Holding{
			{Role: &access.Role{ID: "one", Rights: []access.Right{right}, Reach: access.Below}, Unit: "homeGrid"},
		}})
		r := httptest.NewRequest(http.MethodPost, "/api/v1/cities/"+cityOne+"/photos", bytes.NewReader(aJPEG(8)))
		r.Header.Set("Authorization", actor["Authorization"])
		answer := httptest.NewRecorder()
		g.server.Handler().ServeHTTP(answer, r)
		want := http.StatusForbidden
		if right == access.IssueReport || right == access.IssueHandle {
			want = http.StatusCreated
		}
		if answer.Code != want {
			t.Errorf("%s: %d %s", right, answer.Code, answer.Body)
		}
	}
}
