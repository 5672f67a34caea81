package cli

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sizhang/geo/geotest"
	"sizhang/server/store/sqlite"
)

// examinedJSON runs the doctor and returns what it tells machines.
func examinedJSON(t *testing.T, code int, line string) examinationJSON {
	t.Helper()
	return decoded[examinationJSON](t, want(t, code, "", "doctor --json "+line))
}

func (e examinationJSON) has(code string) bool {
	for _, f := range e.Findings {
		if string(f.Code) == code {
			return true
		}
	}
	return false
}

// A city from its import on to a file that was cut off.
func TestTheDoctorLooks(t *testing.T) {
	geotest.Reckons(t)
	inExamples(t)
	want(t, exitFailed, "store_missing", "doctor --data data")
	if _, err := os.Stat("data"); err == nil {
		t.Fatal("the doctor made a folder")
	}
	want(t, exitOK, "", "import profile profile.yaml --city 110101 --publish")
	before := contents(t, "data")
	e := examinedJSON(t, exitOK, "--data data --deep")
	if e.Trouble != 0 || e.Well == 0 || e.Status == "trouble" || !e.has("cities") || !e.has("documents") {
		t.Errorf("a healthy store is %+v", e)
	}
	for _, f := range e.Findings {
		if f.ZH == "" || f.EN == "" || (f.Grade != "well") != (f.RemedyZH != "" && f.RemedyEN != "") {
			t.Errorf("the finding is not whole: %+v", f)
		}
	}
	want(t, exitOK, "能载入的城市：1 个（110101", "doctor --data data")
	want(t, exitOK, "Cities that can be built: 1 (110101", "doctor --data data --lang en")
	if after := contents(t, "data"); len(after) != len(before) || after[filepath.Join("data", sqlite.File)] != before[filepath.Join("data", sqlite.File)] {
		t.Error("the doctor changed the file")
	}
	if err := os.Truncate(filepath.Join("data", sqlite.File), 9000); err != nil {
		t.Fatal(err)
	}
	out := want(t, exitFailed, "TROUBLE store_damaged", "doctor --data data")
	zh, en := strings.Index(out, "停止服务"), strings.Index(out, "Stop the server")
	if zh < 0 || en < zh {
		t.Errorf("the remedy is not there in Chinese first, then in English:\n%s", out)
	}
	if e := examinedJSON(t, exitFailed, "--data data"); e.Status != "trouble" || e.Findings[0].Code != "store_damaged" {
		t.Errorf("a damaged store is %+v", e)
	}
}

// Prose keeps to the lines of a terminal; what is to be copied stays whole.
func TestTheDoctorsLines(t *testing.T) {
	geotest.Reckons(t)
	inExamples(t)
	for _, lang := range []string{"zh", "en"} {
		_, out, _ := onLine(t, "doctor --data nowhere --server http://127.0.0.1:1 --lang "+lang)
		for line := range strings.Lines(out) {
			line = strings.TrimRight(line, "\n")
			if places(line) > lineWidth && !strings.HasPrefix(line, "  $ ") && len(pieces(strings.TrimSpace(line))) > 1 && !strings.Contains(line, "体检") && !strings.Contains(line, "Doctor on") {
				t.Errorf("%d places: %s", places(line), line)
			}
		}
		if strings.Contains(out, "体检") != (lang == "zh") || !strings.Contains(out, "Doctor on") {
			t.Errorf("with --lang %s:\n%s", lang, out)
		}
	}
}

// Who asks about a server alone need not have its data.
func TestTheDoctorOfAServerAlone(t *testing.T) {
	inExamples(t)
	e := examinedJSON(t, exitFailed, "--server http://127.0.0.1:1")
	if !e.has("server_silent") || !e.has("store_unseen") || e.has("store_missing") {
		t.Errorf("%+v", e)
	}
	if e := examinedJSON(t, exitFailed, "--server http://127.0.0.1:1 --data elsewhere"); !e.has("store_missing") {
		t.Errorf("%+v", e)
	}
}

// A password on the command line is told of, and not told.
func TestTheDoctorAndThePassword(t *testing.T) {
	const uri = "mongodb://clerk:s3cret@127.0.0.1:1/db?serverSelectionTimeoutMS=50"
	out := want(t, exitFailed, "secret_in_arguments", "doctor --json --mongo "+uri)
	if strings.Contains(out, "s3cret") {
		t.Error(out)
	}
	if e := decoded[examinationJSON](t, out); !e.has("store_unreachable") {
		t.Errorf("%+v", e)
	}
	t.Setenv(mongoEnv, uri)
	if e := examinedJSON(t, exitFailed, ""); e.has("secret_in_arguments") {
		t.Errorf("%+v", e)
	}
}

// To open a store of an earlier layout is to move it; the doctor leaves it be.
func TestTheDoctorMovesNoStore(t *testing.T) {
	geotest.Reckons(t)
	inExamples(t)
	want(t, exitOK, "", "import profile profile.yaml --city 110101 --publish")
	file, err := os.OpenFile(filepath.Join("data", sqlite.File), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.WriteAt([]byte{0, 0, 0, 1}, 60) // the layout's number, in the file's head
	if err = errors.Join(err, file.Close()); err != nil {
		t.Fatal(err)
	}
	before := contents(t, "data")
	want(t, exitOK, "store_earlier", "doctor --data data --deep")
	if after := contents(t, "data"); !maps.Equal(after, before) {
		t.Error("the doctor moved it")
	}
}
