//go:build !linux

package doctor

import "errors"

// kernelClock can be asked on Linux only.
func kernelClock() (synchronised bool, err error) {
	return false, errors.New("this system cannot be asked")
}
