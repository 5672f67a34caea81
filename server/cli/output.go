package cli

import (
	"bufio"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"sizhang/domain/fault"
)

// outputSettings say where what a command finds goes.
type outputSettings struct {
	Output string `short:"o" help:"输出文件，- 为屏幕 / file to write; - is standard output." default:"-" type:"path" placeholder:"FILE"`
}

// format returns the format that was asked for or, where none was, that of the
// file's name, else the first that there is.
func (o *outputSettings) format(asked string, formats ...string) (string, error) {
	if asked == "" {
		asked = strings.ToLower(strings.TrimPrefix(filepath.Ext(o.Output), "."))
		switch {
		case asked == "txt" && slices.Contains(formats, "text"):
			asked = "text"
		case !slices.Contains(formats, asked):
			asked = formats[0]
		}
	}
	if !slices.Contains(formats, asked) {
		return "", usageError(fmt.Sprintf("--format: %q；只能是其中之一 / must be one of: %s", asked, strings.Join(formats, ", ")))
	}
	return asked, nil
}

// Who may read what is written: lists of people are for the owner's eyes, all
// else for whoever the folder is for.
const (
	private os.FileMode = 0o600
	public  os.FileMode = 0o644
)

// write has the body write the output. A file is there whole or not at all; one
// that stood there before stands until then.
func (o *outputSettings) write(w *working, mode os.FileMode, body func(io.Writer) error) error {
	if o.Output == "-" {
		out := bufio.NewWriter(w.stdout)
		return errors.Join(body(out), out.Flush())
	}
	if w.owns(o.Output) {
		return fault.New(fault.OutputTaken, "--output", fault.With{"file": o.Output})
	}
	if info, err := os.Stat(o.Output); err == nil && !info.Mode().IsRegular() {
		return o.writeThrough(body) // a pipe or a device, which cannot be replaced
	}
	if err := replaceFile(o.Output, mode, body); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w.stderr, say(w.lang, "已写入 %s", "written to %s", o.Output))
	return err
}

func (o *outputSettings) writeThrough(body func(io.Writer) error) error {
	file, err := os.OpenFile(o.Output, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(body(file), file.Close())
}

// replaceFile writes beside the file and then puts that in its place.
func replaceFile(path string, mode os.FileMode, body func(io.Writer) error) (err error) {
	suffix := make([]byte, 6)
	rand.Read(suffix) // never fails
	beside := path + "." + hex.EncodeToString(suffix) + ".part"
	file, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(beside))
		}
	}()
	out := bufio.NewWriter(file)
	err = body(out)
	if err == nil {
		err = out.Flush()
	}
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	return os.Rename(beside, path)
}
