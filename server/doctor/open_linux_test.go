package doctor

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// A folder that belongs to somebody else. Permissions do not hold root up, so this
// goes as nobody, by a thread of its own.
func TestAStoreOfSomebodyElse(t *testing.T) {
	for name, modes := range map[string]struct{ folder, file os.FileMode }{
		"neither to be read": {0o700, 0o600}, "the file not": {0o755, 0o600}, "a file to be read only": {0o777, 0o444}, "a folder to be read only": {0o555, 0o666},
	} {
		t.Run(name, func(t *testing.T) { refused(t, modes.folder, modes.file) })
	}
}

func refused(t *testing.T, folder, file os.FileMode) {
	t.Helper()
	dir := cityIn(t)
	must(t, os.Chmod(filepath.Dir(dir), 0o755))
	must(t, os.Chmod(dir+"/sizhang.db", file))
	must(t, os.Chmod(dir, folder))
	t.Cleanup(func() { os.Chmod(dir, 0o700) })
	found := make(chan Report)
	go func() {
		if os.Getuid() == 0 {
			runtime.LockOSThread() // and never unlock: the thread ends with the goroutine
			const nobody = 65534
			if _, _, errno := syscall.RawSyscall(syscall.SYS_SETFSUID, nobody, 0, 0); errno != 0 {
				t.Error(errno)
			}
		}
		found <- examined(t, dir, nil)
	}()
	r := <-found
	find(t, r, "store_denied")
}
