package doctor

import (
	"context"
	"errors"
	"fmt"

	"sizhang/domain/fault"
	"sizhang/server/archive"
)

// unfinished tells of a restore that did not come to its end.
func (e *examination) unfinished(ctx context.Context) error {
	err := archive.Unfinished(ctx, e.store)
	var f *fault.Fault
	if !errors.As(err, &f) || f.Code != fault.RestoreUnfinished {
		return err
	}
	e.add("restore_unfinished", "where", e.Where, "from", fmt.Sprint(f.With["from"]), "begun", fmt.Sprint(f.With["begun"]))
	return nil
}

func init() {
	extend(map[Code]entry{
		"restore_unfinished": {Trouble,
			"{where} 只恢复了一部分（来自 {from}，始于 {begun}），不能使用。", "Only a part was restored to {where} (from {from}, begun {begun}); it cannot be used.",
			"再运行一次同样的 sizhang restore 或 migrate，它会接着做完；在那之前不要启动服务。", "Run the same sizhang restore or migrate again: it goes on where it stopped. Do not serve before that.", ""},
	})
}
