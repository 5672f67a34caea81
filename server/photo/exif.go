package photo

import (
	"encoding/binary"
	"math"
	"strings"
	"time"

	"sizhang/geo"
)

// claims are what a camera says of a photo, as far as it can be believed to mean
// anything.
type claims struct {
	orientation orientation
	taken       time.Time
	at          *geo.Point
}

// The fields that are read (CIPA DC-008, Exif 2.32, 4.6).
const (
	tagOrientation = 0x0112
	tagExif        = 0x8769 // where the camera's fields begin
	tagPosition    = 0x8825 // where those of the position begin
	tagTaken       = 0x9003
	tagTakenZone   = 0x9011

	tagLatRef = 1
	tagLat    = 2
	tagLngRef = 3
	tagLng    = 4
)

// The types of fields, and how many bytes one value takes.
const (
	typeText     = 2
	typeShort    = 3
	typeLong     = 4
	typeRational = 5
)

// maxFields is how many fields of one directory are looked at.
const maxFields = 200

// exif is the TIFF structure that Exif stands in. Three directories of it are read,
// each once, by name; no pointer is followed from there, so that no loop can be built.
// Whatever points beyond the end, or is of another type than it should be, counts as
// not there: a photo is not refused for what its camera wrote.
type exif struct {
	b     []byte
	order binary.ByteOrder
}

// readClaims reads what the camera says; zone is where its clock is taken to be where
// it does not say.
func readClaims(b []byte, zone *time.Location) claims {
	e := exif{b: b}
	switch {
	case len(b) < 8:
		return claims{}
	case string(b[:4]) == "II*\x00":
		e.order = binary.LittleEndian
	case string(b[:4]) == "MM\x00*":
		e.order = binary.BigEndian
	default:
		return claims{}
	}
	var c claims
	main := e.directory(e.order.Uint32(b[4:]))
	if v, ok := main.number(tagOrientation); ok && v <= 8 {
		c.orientation = orientation(v)
	}
	if start, ok := main.number(tagExif); ok {
		camera := e.directory(start)
		c.taken = takenAt(camera.text(tagTaken), camera.text(tagTakenZone), zone)
	}
	if start, ok := main.number(tagPosition); ok {
		c.at = e.directory(start).position()
	}
	return c
}

// takenAt reads "2026:03:02 14:05:09" with an offset such as "+08:00".
func takenAt(text, offset string, zone *time.Location) time.Time {
	const layout = "2006:01:02 15:04:05"
	t, err := time.Parse(layout+"Z07:00", text+offset)
	if err != nil {
		if t, err = time.ParseInLocation(layout, text, zone); err != nil {
			return time.Time{}
		}
	}
	if year := t.UTC().Year(); year < 1980 || year > 9999 { // a clock that was never set
		return time.Time{}
	}
	return t.UTC()
}

// field is one entry of a directory: its values, still as bytes.
type field struct {
	kind  uint16
	count uint32
	value []byte
}

type directory struct {
	order  binary.ByteOrder
	fields map[uint16]field
}

// directory reads the fields of the directory that begins there.
func (e exif) directory(start uint32) directory {
	d := directory{e.order, map[uint16]field{}}
	entries, ok := e.part(start, 2)
	if !ok {
		return d
	}
	count := min(int(e.order.Uint16(entries)), maxFields)
	for i := range count {
		entry, ok := e.part(start+2+uint32(12*i), 12)
		if !ok {
			break
		}
		tag, f := e.order.Uint16(entry), field{kind: e.order.Uint16(entry[2:]), count: e.order.Uint32(entry[4:])}
		size, known := map[uint16]uint64{typeText: 1, typeShort: 2, typeLong: 4, typeRational: 8}[f.kind]
		length := size * uint64(f.count)
		if !known || length > uint64(len(e.b)) {
			continue
		}
		if f.value = entry[8 : 8+min(length, 4)]; length > 4 {
			if f.value, ok = e.part(e.order.Uint32(entry[8:]), uint32(length)); !ok {
				continue
			}
		}
		if _, twice := d.fields[tag]; !twice {
			d.fields[tag] = f
		}
	}
	return d
}

// part returns so many bytes from there on, where there are so many.
func (e exif) part(start, length uint32) ([]byte, bool) {
	if uint64(start)+uint64(length) > uint64(len(e.b)) {
		return nil, false
	}
	return e.b[start : start+length], true
}

// number is a field of one whole number.
func (d directory) number(tag uint16) (uint32, bool) {
	f, ok := d.fields[tag]
	switch {
	case !ok || f.count != 1:
	case f.kind == typeShort:
		return uint32(d.order.Uint16(f.value)), true
	case f.kind == typeLong:
		return d.order.Uint32(f.value), true
	}
	return 0, false
}

func (d directory) text(tag uint16) string {
	f := d.fields[tag]
	if f.kind != typeText || f.count > 64 {
		return ""
	}
	return strings.TrimRight(string(f.value), "\x00 ")
}

// degrees are three rationals: degrees, minutes and seconds.
func (d directory) degrees(tag uint16) (float64, bool) {
	f := d.fields[tag]
	if f.kind != typeRational || f.count != 3 {
		return 0, false
	}
	sum := 0.0
	for i, share := range []float64{1, 60, 3600} {
		above, below := d.order.Uint32(f.value[8*i:]), d.order.Uint32(f.value[8*i+4:])
		if below == 0 {
			if above != 0 || i == 0 {
				return 0, false
			}
			below = 1 // 0/0, as some write it, is no minutes
		}
		sum += float64(above) / float64(below) / share
	}
	return sum, true
}

// position is where the camera says that it was, nil where it does not. Exactly 0, 0
// is what cameras write that do not know.
func (d directory) position() *geo.Point {
	lat, okLat := d.degrees(tagLat)
	lng, okLng := d.degrees(tagLng)
	south, north := d.text(tagLatRef) == "S", d.text(tagLatRef) == "N"
	west, east := d.text(tagLngRef) == "W", d.text(tagLngRef) == "E"
	if !okLat || !okLng || !south && !north || !west && !east || lat == 0 && lng == 0 {
		return nil
	}
	if south {
		lat = -lat
	}
	if west {
		lng = -lng
	}
	p := geo.Point{Lng: to7(lng), Lat: to7(lat)}
	if !p.Valid() {
		return nil
	}
	return &p
}

// to7 keeps seven decimals, a centimetre.
func to7(degrees float64) float64 { return math.Round(degrees*1e7) / 1e7 }
