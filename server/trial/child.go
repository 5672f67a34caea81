package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// partVariable tells a process that it is a child, and which part it plays.
const partVariable = "SIZHANG_TRIAL_PART"

// parts are what this binary does as another process.
var parts = map[string]func() error{
	"load":  playLoad,
	"serve": playServe,
	"tend":  playTend,
}

// play does the part and returns the exit code.
func play(part string) int {
	err := errors.New("no such part")
	if do, ok := parts[part]; ok {
		err = do()
	}
	if code := exitCode(0); errors.As(err, &code) {
		return int(code)
	}
	if err != nil && os.Getenv(quietVariable) == "" {
		fmt.Fprintf(os.Stderr, "%s: %v\n", part, err)
	}
	if err != nil {
		return 1
	}
	return 0
}

// exitCode is the error of a part that ends with a code of its own.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("exit code %d", int(c)) }

// child is another process of this binary.
type child struct {
	*exec.Cmd
	// lines is what it prints; closed when it has ended.
	lines <-chan string
	stop  context.CancelFunc
}

// start starts a child that plays the part; settings are NAME=value.
func (t *turn) start(part string, settings ...string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(t.ctx)
	c := &child{Cmd: exec.CommandContext(ctx, self), stop: stop}
	c.Env = append(os.Environ(), partVariable+"="+part, plantVariable+"="+t.Plant)
	c.Env = append(c.Env, settings...)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		stop()
		return nil, err
	}
	lines := make(chan string, 1024)
	c.lines = lines
	go func() {
		defer close(lines)
		for scanner := bufio.NewScanner(out); scanner.Scan(); {
			lines <- scanner.Text()
		}
	}()
	return c, nil
}

// kill ends the child with kill -9, as ctx's end does; note hears what it still
// printed.
func (c *child) kill(note func(line string)) error {
	if err := c.Process.Signal(syscall.SIGKILL); err != nil {
		return fmt.Errorf("the child ended by itself: %w", err)
	}
	if status := c.end(note); status.Signal() != syscall.SIGKILL {
		return fmt.Errorf("the child ended by itself: %v", c.ProcessState)
	}
	return nil
}

// end waits for the child's end and returns how it came.
func (c *child) end(note func(line string)) syscall.WaitStatus {
	defer c.stop()
	for line := range c.lines {
		note(line)
	}
	c.Wait() // how it ended is in the state
	return c.ProcessState.Sys().(syscall.WaitStatus)
}
