package photo

import (
	"encoding/binary"
	"testing"
	"time"

	"sizhang/domain/city"
	"sizhang/geo"
	"sizhang/geo/geotest"
)

var big, little = binary.BigEndian, binary.LittleEndian

func TestClaims(t *testing.T) {
	lat := func(p ...uint32) entry { return rationals(big, tagLat, p...) }
	lng := func(p ...uint32) entry { return rationals(big, tagLng, p...) }
	here := []entry{text(tagLatRef, "N"), lat(39, 1, 55, 1, 4404, 100), text(tagLngRef, "E"), lng(116, 1, 24, 1, 5976, 100)}
	with := func(i int, e entry) []entry {
		changed := append([]entry{}, here...)
		changed[i] = e
		return changed
	}
	at := func(lng, lat float64) *geo.Point { return &geo.Point{Lng: lng, Lat: lat} }
	for name, c := range map[string]struct {
		camera, position []entry
		taken            string
		at               *geo.Point
	}{
		"nothing":                     {},
		"a time with its zone":        {camera: []entry{text(tagTaken, "2026:03:02 14:05:09"), text(tagTakenZone, "+05:30")}, taken: "2026-03-02T08:35:09Z"},
		"a time without one":          {camera: []entry{text(tagTaken, "2026:03:02 14:05:09")}, taken: "2026-03-02T06:05:09Z"},
		"a time with no zone in it":   {camera: []entry{text(tagTaken, "2026:03:02 14:05:09"), text(tagTakenZone, "   :  ")}, taken: "2026-03-02T06:05:09Z"},
		"a blank time":                {camera: []entry{text(tagTaken, "    :  :     :  :  ")}},
		"a clock that was never set":  {camera: []entry{text(tagTaken, "0000:00:00 00:00:00")}},
		"a clock of 1970":             {camera: []entry{text(tagTaken, "1970:01:01 00:00:00")}},
		"the 31st of February":        {camera: []entry{text(tagTaken, "2026:02:31 10:00:00")}},
		"a time as a number":          {camera: []entry{{tagTaken, typeLong, 1, []byte{1, 2, 3, 4}}}},
		"a place":                     {position: here, at: at(116.4166, 39.9289)},
		"south and west":              {position: []entry{text(tagLatRef, "S"), here[1], text(tagLngRef, "W"), here[3]}, at: at(-116.4166, -39.9289)},
		"minutes with decimals":       {position: with(1, lat(39, 1, 55734, 1000, 0, 1)), at: at(116.4166, 39.9289)},
		"seconds left out as 0/0":     {position: with(1, lat(39, 1, 55734, 1000, 0, 0)), at: at(116.4166, 39.9289)},
		"no hemisphere":               {position: with(0, text(tagLatRef, ""))},
		"a hemisphere that is none":   {position: with(2, text(tagLngRef, "X"))},
		"divided by nothing":          {position: with(1, lat(39, 0, 55, 1, 0, 1))},
		"0/0 degrees":                 {position: with(1, lat(0, 0, 0, 0, 0, 0))},
		"two rationals":               {position: with(1, lat(39, 1, 55, 1))},
		"beyond the pole":             {position: with(1, lat(91, 1, 0, 1, 0, 1))},
		"beyond the antimeridian":     {position: with(3, lng(181, 1, 0, 1, 0, 1))},
		"nowhere, as some write it":   {position: []entry{text(tagLatRef, "N"), lat(0, 1, 0, 1, 0, 1), text(tagLngRef, "E"), lng(0, 1, 0, 1, 0, 1)}},
		"longitude without latitude":  {position: here[2:]},
		"more fields than are looked": {position: append(make([]entry, maxFields), here...)},
	} {
		got := readClaims(tiff(big, nil, c.camera, c.position), city.China)
		want := time.Time{}
		if c.taken != "" {
			var err error
			if want, err = time.Parse(time.RFC3339, c.taken); err != nil {
				t.Fatal(err)
			}
		}
		if !got.taken.Equal(want) {
			t.Errorf("%s: taken %v, want %v", name, got.taken, want)
		}
		if (got.at == nil) != (c.at == nil) || got.at != nil && *got.at != *c.at {
			t.Errorf("%s: at %v, want %v", name, got.at, c.at)
		}
	}
}

func TestOrientationsThatAreNone(t *testing.T) {
	for name, main := range map[string][]entry{
		"9": {short(big, tagOrientation, 9)}, "65535": {short(big, tagOrientation, 65535)}, "two of them": {{tagOrientation, typeShort, 2, []byte{0, 6, 0, 6}}},
		"a text": {text(tagOrientation, "6")},
	} {
		if got := readClaims(tiff(big, main, nil, nil), city.China).orientation; got != 0 {
			t.Errorf("%s is taken for %d", name, got)
		}
	}
	for _, order := range []binary.AppendByteOrder{big, little} {
		if got := readClaims(tiff(order, []entry{short(order, tagOrientation, 6)}, nil, nil), city.China).orientation; got != 6 {
			t.Errorf("6 is taken for %d", got)
		}
	}
}

// An Exif that is cut off anywhere, or damaged anywhere, says less and does no harm.
func TestDamagedExif(t *testing.T) {
	geotest.Reckons(t)
	for _, whole := range [][]byte{dongcheng(big, 6), dongcheng(little, 6), loop()} {
		for n := range whole {
			readClaims(whole[:n], city.China)
			for _, bits := range []byte{0xff, 0x80, 0x01} {
				damaged := append([]byte{}, whole...)
				damaged[n] ^= bits
				if c := readClaims(damaged, city.China); c.at != nil && !c.at.Valid() {
					t.Errorf("byte %d ^ %x: %v", n, bits, c.at)
				}
			}
		}
	}
}
