package cli

import (
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"sizhang/server/app"
	"sizhang/server/archive"
)

// stages names what a Progress speaks of.
var stages = map[string]string{
	"borders":   "社区与网格 borders",
	"buildings": "楼栋 buildings",
	"people":    "人员 people",
	"read":      "读取 reading",
	"write":     "写入 writing",
	"load":      "载入 loading",
	"sweep":     "清理 sweeping",

	archive.Writing:   "备份 backing up",
	archive.Summing:   "读取文件 reading the file, in MiB",
	archive.Checking:  "核对备份 checking the backup",
	archive.Adopting:  "写入 writing",
	archive.Comparing: "计算校验值 hashing",

	"audit overlaps": "核查重叠 overlaps",
	"audit gaps":     "核查空白 gaps",
	"audit parents":  "核查上级 parents",
	"audit widths":   "核查宽窄 widths",
	"audit offices":  "核查岗位 posts",
	"audit sponsors": "核查包保 sponsors",
	"audit cells":    "核查格网 cells",
}

// bars returns a Progress that draws a bar for every stage, and what clears the
// last of them away. On a stream that is no terminal it draws nothing.
func bars(w io.Writer) (progress app.Progress, done func()) {
	if !isTerminal(w) {
		return app.Silent, func() {}
	}
	var lock sync.Mutex
	var bar *progressbar.ProgressBar
	current := ""
	finish := func() {
		if bar != nil {
			_ = bar.Finish() // a bar that cannot be drawn is no reason to stop
		}
	}
	return func(stage string, done, total int) {
			lock.Lock()
			defer lock.Unlock()
			if stage != current {
				finish()
				current = stage
				length := max(total, 1)
				if total < 0 { // not known: it only turns and counts
					length = -1
				}
				bar = progressbar.NewOptions(length,
					progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(stages[stage]),
					progressbar.OptionClearOnFinish(), progressbar.OptionShowCount(),
					progressbar.OptionUseANSICodes(true), progressbar.OptionSetWidth(30), progressbar.OptionThrottle(50*time.Millisecond))
			}
			if total > bar.GetMax() { // a total may become known later
				bar.ChangeMax(total)
			}
			if total >= 0 {
				done = min(done, max(total, 1))
			}
			_ = bar.Set(done)
		}, func() {
			lock.Lock()
			defer lock.Unlock()
			finish()
		}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
