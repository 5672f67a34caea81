package intake_test

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/intake"
	"sizhang/server/profile"
)

var zigong = profile.Default("510300", city.Names{ZH: "自贡市"})

func forZigong() intake.Options { return intake.Options{Profile: zigong} }

// lines writes findings as "severity code index unit field", in order.
func lines(findings []territory.Finding) string {
	var text []string
	for _, f := range findings {
		text = append(text, strings.Join(strings.Fields(fmt.Sprintln(f.Severity, f.Code, f.Index, f.Unit, f.Field)), " "))
	}
	return strings.Join(text, "; ")
}

// legible fails the test when a finding's text is missing or unfinished.
func legible(t *testing.T, findings []territory.Finding) {
	t.Helper()
	for _, f := range findings {
		for _, in := range []fault.Language{fault.Chinese, fault.English} {
			if text := f.Text(in); text == "" || strings.ContainsAny(text, "{}") {
				t.Errorf("%s in %s: %q", f.Code, in, text)
			}
		}
	}
}

// zipped opens a gzipped test file.
func zipped(t *testing.T, path string) io.Reader {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

type brokenReader struct{ after io.Reader }

func (b brokenReader) Read(p []byte) (int, error) {
	n, err := b.after.Read(p)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

func TestAFileThatCannotBeReadIsAnError(t *testing.T) {
	_, _, err := intake.ReadAreas(context.Background(), brokenReader{strings.NewReader("code,name,level\n1,a,city\n")}, intake.AreaOptions{Options: forZigong()})
	if err != io.ErrUnexpectedEOF {
		t.Errorf("got %v", err)
	}
}

func TestReadingStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, report, err := intake.ReadAreas(ctx, strings.NewReader("code,name,level\n1,a,city\n"), intake.AreaOptions{Options: forZigong()})
	if err != context.Canceled || report.Read > 0 {
		t.Errorf("%d rows, %v", report.Read, err)
	}
}
