package main

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

//go:embed preload/shim.c
var shimSource []byte

// shim is the library that stands between a child and the C library's file
// calls: it traces them and fails them on command. See preload/shim.c.
type shim struct {
	library, dir   string
	trace, control string
}

// newShim builds the library for the files of a folder, which it makes.
func (t *turn) newShim(dir string) (*shim, error) {
	s := &shim{library: filepath.Join(t.dir, "shim.so"), dir: dir, trace: dir + ".trace", control: dir + ".control"}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	for path, size := range map[string]int{s.trace: 0, s.control: controlSize} {
		if err := os.WriteFile(path, make([]byte, size), 0o600); err != nil {
			return nil, err
		}
	}
	if _, err := os.Stat(s.library); err == nil {
		return s, nil
	}
	compiler, err := exec.LookPath("cc")
	if err != nil {
		return nil, fmt.Errorf("%w: no C compiler: %w", errSkipped, err)
	}
	source := filepath.Join(t.dir, "shim.c")
	if err := os.WriteFile(source, shimSource, 0o600); err != nil {
		return nil, err
	}
	out, err := exec.CommandContext(t.ctx, compiler, "-shared", "-fPIC", "-O1", "-Wall", "-o", s.library, source).CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", compiler, err, out)
	}
	return s, nil
}

// settings put the shim into a child.
func (s *shim) settings() []string {
	return []string{
		"LD_PRELOAD=" + s.library, "SIZHANG_SHIM_DIR=" + s.dir,
		"SIZHANG_SHIM_TRACE=" + s.trace, "SIZHANG_SHIM_CONTROL=" + s.control,
		traceVariable + "=" + s.trace, whereVariable + "=" + s.dir,
	}
}
