package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"mime/multipart"

	"github.com/google/uuid"
)

// matter is one issue as those who reported it and acted on it know it.
type matter struct {
	id string
	// key is that of the citizen who reported it; empty where staff did.
	key           string
	report        map[string]any
	before, after picture
	number        string // the receipt number; empty until somebody was told it
	acts          []*act
	settled       bool // nothing about it is in doubt any more
}

// picture is a photo that nobody else has.
type picture struct {
	content []byte
	id      string // SHA-256
	kept    bool   // somebody was told so
}

// act is something that was done to it, or was to be.
type act struct {
	command, action string
	done            bool // somebody was told so
	// rival is one that only one of several can do.
	rival bool
}

// newMatter makes the nth matter of the town; citizens report every fourth.
func newMatter(n int) *matter {
	m := &matter{id: uuid.NewString(), before: newPicture(2 * n), after: newPicture(2*n + 1)}
	lng, lat := spot(n)
	m.report = map[string]any{"id": m.id, "category": litter, "text": fmt.Sprint("第", n, "件"), "crs": "wgs84", "lng": lng, "lat": lat}
	if n%4 == 0 {
		m.key = uuid.NewString()
		m.report["key"] = m.key
	} else {
		m.report["source"] = "other" // it is to be accepted and sent
		m.report["photos"] = []map[string]string{{"id": m.before.id, "kind": "before"}}
	}
	return m
}

// newPicture draws a photo whose pixels are a number.
func newPicture(n int) picture {
	drawn := image.NewGray(image.Rect(0, 0, 48*8, 8))
	for bit := range 48 {
		for at := range 64 {
			drawn.SetGray(bit*8+at%8, at/8, color.Gray{Y: uint8(n >> bit & 1 * 255)})
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, drawn, nil); err != nil {
		panic(err)
	}
	sum := sha256.Sum256(out.Bytes())
	return picture{content: out.Bytes(), id: hex.EncodeToString(sum[:])}
}

// form is a citizen's report with its photo, as a phone sends it.
func (m *matter) form() (media string, body []byte) {
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for _, part := range []struct {
		name, media string
		content     []byte
	}{{"report", "application/json", jsonOf(m.report)}, {"photo", "image/jpeg", m.before.content}} {
		p, err := w.CreatePart(map[string][]string{
			"Content-Disposition": {fmt.Sprintf(`form-data; name=%q; filename="1"`, part.name)}, "Content-Type": {part.media},
		})
		if err == nil {
			_, err = p.Write(part.content)
		}
		if err != nil {
			panic(err) // into memory
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return w.FormDataContentType(), out.Bytes()
}

func jsonOf(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}

// found is an issue as the API shows it.
type found struct {
	ID, Number, State string
	Seq               int
	Pictures          []struct {
		ID  string
		Seq int
	}
	History []happened
}

type happened struct {
	Seq                       int
	Action, From, To, Command string
	With                      map[string]string
}
