package profile_test

import (
	"testing"

	"sizhang/server/profile"
)

// Whatever the bytes, parsing ends; what it accepts is valid and comes back the
// same from what it is written as.
func FuzzParse(f *testing.F) {
	f.Add([]byte(small))
	f.Add(profile.Chinese)
	f.Add([]byte("name: &a {zh: *a}\nlevels: [*a]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := profile.Parse(data, "510300")
		if err != nil {
			return
		}
		if err := p.Check(); err != nil {
			t.Fatal(err)
		}
		text, err := profile.Format(p)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := profile.Parse(text, ""); err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
	})
}
