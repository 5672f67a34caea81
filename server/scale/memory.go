package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"
)

// Memory is what the process has, in megabytes.
type Memory struct {
	Peak int `json:"peak_rss_mb"` // since the process began
	RSS  int `json:"rss_mb"`      // once what is not in use was handed back
	Heap int `json:"heap_mb"`     // in use, after a collection
}

// settled collects what is not in use and measures. The resident sets are 0 where
// the system does not tell them.
func settled() Memory {
	m := Memory{Peak: status("VmHWM:") / 1024}
	runtime.GC()
	debug.FreeOSMemory()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	m.RSS, m.Heap = status("VmRSS:")/1024, int(stats.HeapAlloc>>20)
	return m
}

// status reads a figure in kilobytes of what Linux tells of this process.
func status(name string) int {
	file, err := os.Open("/proc/self/status")
	if err != nil {
		return 0
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if value, found := strings.CutPrefix(lines.Text(), name); found {
			kb := 0
			fmt.Sscan(value, &kb)
			return kb
		}
	}
	return 0
}

// spent is the processor time of this process so far.
func spent() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// loadAverage is the machine's of the last minute; 0 where it does not tell.
func loadAverage() float64 {
	text, _ := os.ReadFile("/proc/loadavg")
	load := 0.0
	fmt.Sscan(string(text), &load)
	return load
}
