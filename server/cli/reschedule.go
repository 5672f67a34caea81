package cli

import (
	"strconv"
	"time"

	"sizhang/server/record"
)

type rescheduleCommand struct {
	recordedSettings
	Version   int     `help:"版本号，须为最后一版 / number of the version, which must be the last." required:"" placeholder:"N"`
	Effective instant `help:"改为何时生效，默认立即 / when it is to take effect instead; now by default." placeholder:"TIME"`
}

// Help is shown by reschedule --help.
func (rescheduleCommand) Help() string {
	return "只能改尚未生效的最后一版；内容不变 / Only the last version, while it is not in force; what is in it stays.\n\n" +
		"示例 / Example:\n\n  sizhang reschedule --city 110101 --data data --version 3 --effective 2026-12-01"
}

// Run moves the version.
func (c *rescheduleCommand) Run(r *run) error {
	return c.begin(r, func(w *working) error {
		with := map[string]string{"effective": recordedTime(c.Effective)}
		at, err := doing(w, record.Rescheduled, "version/"+strconv.Itoa(c.Version), with, func() (time.Time, error) {
			return w.app.Reschedule(r.ctx, c.City, c.Version, c.Effective.Time)
		})
		if err != nil {
			return err
		}
		return r.say("第 %d 版改为自 %s 起生效。", "Version %d is to take effect on %s.", c.Version, dateText(at))
	})
}
