package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

type versionCommand struct{}

// Help is shown by version --help.
func (versionCommand) Help() string { return "示例 / Example:\n\n  sizhang version" }

// Run prints the version and what it was built with.
func (versionCommand) Run(r *run) error {
	_, err := fmt.Fprintf(r.stdout, "sizhang %s %s %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// version is the module's version where the build knows it, else the commit.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" && len(setting.Value) >= 12 {
			return setting.Value[:12]
		}
	}
	return "dev"
}
