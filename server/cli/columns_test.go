package cli

import (
	"bytes"
	"testing"
)

// What came over the network moves no cursor and turns no line around.
func TestColumnsObeyNobody(t *testing.T) {
	var out bytes.Buffer
	if err := columns(&out, [][]string{{"登录名", "name"}, {"a", "\x1b[2J\x1b]0;x\a王\u202e五\u009b31m\r\nb"}, {"b\t", "c"}}); err != nil {
		t.Fatal(err)
	}
	if want := "登录名  name\na       �[2J�]0;x�王�五�31m��b\nb�      c\n"; out.String() != want {
		t.Errorf("%q, not %q", out.String(), want)
	}
}
