package doctor

import "syscall"

// The kernel's word for a clock that nobody keeps: a state, and a bit of the
// status, of adjtimex(2).
const (
	timeError = 5
	staUnsync = 0x0040
)

// kernelClock says whether the kernel takes its clock to be kept in step. To ask
// changes nothing and needs no right.
func kernelClock() (synchronised bool, err error) {
	var clock syscall.Timex // Modes 0: only tell
	state, err := syscall.Adjtimex(&clock)
	return state != timeError && clock.Status&staUnsync == 0, err
}
