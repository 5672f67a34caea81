package secret

import (
	"encoding/base64"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"sizhang/domain/fault"
)

func TestTheSecretIsMadeOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret.key")
	made, err := Load(path)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Load(path)
	if err != nil || again.master != made.master {
		t.Fatalf("another secret, %v", err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("its mode is %v, %v", info.Mode(), err)
	}
	wantsAlone(t, path)
	other, err := Load(filepath.Join(t.TempDir(), "secret.key"))
	if err != nil || other.master == made.master || made.master == [size]byte{} {
		t.Errorf("every secret is the same, %v", err)
	}
}

// wantsAlone checks that nothing is left beside the file.
func wantsAlone(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("there are %v, %v", entries, err)
	}
}

// Servers that start at once agree on one secret.
func TestServersThatStartAtOnceAgree(t *testing.T) {
	for range 50 {
		path := filepath.Join(t.TempDir(), "secret.key")
		var all sync.WaitGroup
		var got [8]*Secret
		begin := make(chan struct{})
		for i := range got {
			all.Go(func() {
				<-begin
				s, err := Load(path)
				if err != nil {
					t.Error(err)
				}
				got[i] = s
			})
		}
		close(begin)
		all.Wait()
		for _, s := range got {
			if s == nil || s.master != got[0].master {
				t.Fatal("they do not agree")
			}
		}
		wantsAlone(t, path)
	}
}

// So do processes, which share no memory.
func TestProcessesThatStartAtOnceAgree(t *testing.T) {
	if path := os.Getenv("SIZHANG_TEST_SECRET"); path != "" {
		s, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		os.Stdout.WriteString("seal:" + base64.StdEncoding.EncodeToString(s.MAC("test", "same")) + "\n")
		return
	}
	path := filepath.Join(t.TempDir(), "secret.key")
	var all sync.WaitGroup
	var lock sync.Mutex
	said := map[string]int{}
	for range 6 {
		all.Go(func() {
			child := exec.Command(os.Args[0], "-test.run", "^TestProcessesThatStartAtOnceAgree$")
			child.Env = append(os.Environ(), "SIZHANG_TEST_SECRET="+path)
			out, err := child.Output()
			if err != nil {
				t.Error(err)
			}
			lock.Lock()
			defer lock.Unlock()
			for line := range strings.Lines(string(out)) {
				if strings.HasPrefix(line, "seal:") {
					said[line]++
				}
			}
		})
	}
	all.Wait()
	for line, times := range said {
		if len(said) != 1 || times != 6 {
			t.Errorf("%d said %s", times, line)
		}
	}
	if len(said) == 0 {
		t.Error("nobody said anything")
	}
}

// A file that others can get at, or that is not what Load wrote, is refused, and
// left as it is.
func TestAFileThatWillNotDoIsRefused(t *testing.T) {
	whole := base64.StdEncoding.EncodeToString(make([]byte, size))
	for name, of := range map[string]struct {
		text string
		mode os.FileMode
		code fault.Code // none: it is accepted
	}{
		"whole":               {whole + "\n", 0o600, ""},
		"without a line end":  {whole, 0o400, ""},
		"Windows":             {whole + "\r\n", 0o600, ""},
		"readable by all":     {whole, 0o604, fault.SecretExposed},
		"readable by a group": {whole, 0o640, fault.SecretExposed},
		"writable by a group": {whole, 0o620, fault.SecretExposed},
		"writable by all":     {whole, 0o602, fault.SecretExposed},
		"empty":               {"", 0o600, fault.SecretDamaged},
		"cut":                 {whole[:20], 0o600, fault.SecretDamaged},
		"short":               {base64.StdEncoding.EncodeToString(make([]byte, 31)), 0o600, fault.SecretDamaged},
		"long":                {base64.StdEncoding.EncodeToString(make([]byte, 33)), 0o600, fault.SecretDamaged},
		"two lines":           {whole + "\n" + whole, 0o600, fault.SecretDamaged},
		"zeros":               {strings.Repeat("\x00", 44), 0o600, fault.SecretDamaged},
		"large":               {strings.Repeat("A", 1<<20), 0o600, fault.SecretDamaged},
		"something else":      {"-----BEGIN PRIVATE KEY-----", 0o600, fault.SecretDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "secret.key")
			if err := errors.Join(os.WriteFile(path, []byte(of.text), 0o600), os.Chmod(path, of.mode)); err != nil {
				t.Fatal(err)
			}
			_, err := Load(path)
			wantsCode(t, err, of.code)
			if err != nil && len(of.text) > 8 && strings.Contains(err.Error(), of.text[:8]) {
				t.Errorf("%v tells what the file holds", err)
			}
			if left, err := os.ReadFile(path); err != nil || string(left) != of.text {
				t.Errorf("the file was changed, %v", err)
			}
			wantsAlone(t, path)
		})
	}
}

func wantsCode(t *testing.T, err error, code fault.Code) {
	t.Helper()
	var f *fault.Fault
	if code == "" && err != nil || code != "" && (!errors.As(err, &f) || f.Code != code) {
		t.Errorf("got %v, want %s", err, code)
	}
	if f != nil && (strings.Contains(f.Text(fault.Chinese), "{") || strings.Contains(f.Text(fault.English), "{")) {
		t.Errorf("a place is not filled: %s %s", f.Text(fault.Chinese), f.Text(fault.English))
	}
}

func TestWhatIsNoFileIsRefused(t *testing.T) {
	dir := t.TempDir()
	_, err := Load(dir)
	wantsCode(t, err, fault.SecretNotMade)
	_, err = Load(filepath.Join(dir, "nowhere", "secret.key"))
	wantsCode(t, err, fault.SecretNotMade)
	link := filepath.Join(dir, "secret.key")
	if err := os.Symlink(filepath.Join(dir, "gone"), link); err != nil {
		t.Fatal(err)
	}
	_, err = Load(link)
	wantsCode(t, err, fault.SecretNotMade)
}
