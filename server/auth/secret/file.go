package secret

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"sizhang/domain/fault"
)

// Load reads the secret from the file, which holds it as one line of base64. Where
// there is none it is made, readable by its owner only, so that a first start
// needs nothing; servers that start at once agree on one. Refusals:
// fault.SecretExposed where anybody but the owner can get at the file,
// fault.SecretDamaged where it holds anything else, fault.SecretNotMade where it
// can be neither made nor read.
func Load(path string) (*Secret, error) {
	s, err := read(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = create(path); err == nil {
			s, err = read(path) // whosever is there by now
		}
	}
	var refused *fault.Fault
	if err != nil && !errors.As(err, &refused) {
		return nil, &fault.Fault{Code: fault.SecretNotMade, With: fault.With{"file": path}, Cause: err}
	}
	return s, err
}

// read reads the file, which must be its owner's alone.
func read(path string) (*Secret, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file", path)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, fault.New(fault.SecretExposed, "", fault.With{"file": path, "mode": fmt.Sprintf("%04o", mode)})
	}
	text, err := io.ReadAll(io.LimitReader(file, 1024))
	if err != nil {
		return nil, err
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(string(bytes.TrimSpace(text)))
	if err != nil || len(raw) != size {
		return nil, fault.New(fault.SecretDamaged, "", fault.With{"file": path}) // nothing of what it holds
	}
	return &Secret{master: [size]byte(raw)}, nil
}

// create makes the file with a new secret, unless one is there: whole before it
// has its name, and on the disk with its name before it is used. A crash may leave
// a file that ends in ".part" and matters to nobody.
func create(path string) error {
	suffix := make([]byte, 6)
	rand.Read(suffix) // never fails
	beside := path + "." + hex.EncodeToString(suffix) + ".part"
	file, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer os.Remove(beside)
	made := New()
	_, err = file.WriteString(base64.StdEncoding.EncodeToString(made.master[:]) + "\n")
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err = os.Link(beside, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
