package cli

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/record"
)

// recordCommands are about the record of what was done.
type recordCommands struct {
	Verify recordVerifyCommand `cmd:"" help:"核验操作记录没有被改动 / see whether the record was tampered with."`
	List   recordListCommand   `cmd:"" help:"最近的操作记录 / the latest entries."`
	Export recordExportCommand `cmd:"" help:"导出操作记录 / write all entries to a file."`
}

type recordVerifyCommand struct {
	keeperSettings
	Anchor string `help:"以前记下的校验值，必须仍在链上 / a hash that was noted earlier and must still stand in the chain: tells an end that was cut off." placeholder:"HASH"`
	JSON   bool   `name:"json" help:"用 JSON / as JSON."`
}

// Help is shown by record verify --help.
func (recordVerifyCommand) Help() string {
	return "每条记录都与上一条连成校验链，每块用主密钥盖印：改动、删除、插入、调换都能发现；记下末尾的校验值，下次用 --anchor 核对，结尾被截去也能发现 / " +
		"Entries are chained by hashes and sealed with the secret: whatever was changed, removed, put in or moved is found. Note the last hash and give it as --anchor the next time, and an end that was cut off is found, too.\n\n" +
		"示例 / Example:\n\n  sizhang record verify --city 110101 --data data"
}

// Run verifies the chain; it fails where it does not hold.
func (c *recordVerifyCommand) Run(r *run) error {
	return c.begin(r, func(k *keeping) error {
		v, err := k.record.Verify(r.ctx, c.City, strings.ToLower(c.Anchor))
		if err != nil {
			return err
		}
		if c.JSON {
			err = r.printDocument(struct {
				Entries int64  `json:"entries"`
				Head    string `json:"head"`
				Broken  int64  `json:"broken,omitempty"`
				Why     string `json:"why,omitempty"`
			}{v.Entries, v.Head, v.Broken, v.Why})
		} else if v.Broken == 0 {
			err = r.say("完好：%d 条。末尾校验值（请另行记下）：\n%s", "Whole: %d entries. The last hash, to be noted elsewhere:\n%s", v.Entries, v.Head)
		} else {
			err = r.say("操作记录被改动：第 %d 条起对不上（%s）；此前 %d 条相符。", "The record was tampered with: it does not fit from entry %d on (%s); the %d before it do.", v.Broken, v.Why, v.Broken-1)
		}
		if err == nil && v.Broken != 0 {
			return &toldError{}
		}
		return err
	})
}

type recordListCommand struct {
	keeperSettings
	Kind    []string `help:"只列这些种类，如 sign_in_refused / only these kinds, such as sign_in_refused." placeholder:"KIND"`
	Account string   `help:"只列此登录名所做的 / only what the account with the login did." placeholder:"LOGIN"`
	From    instant  `help:"起 / from when on." placeholder:"TIME"`
	Until   instant  `help:"止 / until when." placeholder:"TIME"`
	Last    int      `help:"最近多少条 / how many of the latest." default:"50" placeholder:"N"`
}

// Help is shown by record list --help.
func (recordListCommand) Help() string {
	return "示例 / Example:\n\n  sizhang record list --city 110101 --data data --kind sign_in_refused --last 20"
}

// Run lists entries, the latest first.
func (c *recordListCommand) Run(r *run) error {
	var kinds []record.Kind
	for _, kind := range c.Kind {
		if !slices.Contains(record.Kinds, record.Kind(kind)) {
			return usageError(fmt.Sprintf("--kind: %q；可用 / there are: %v", kind, record.Kinds))
		}
		kinds = append(kinds, record.Kind(kind))
	}
	return c.begin(r, func(k *keeping) error {
		rows := [][]string{{pick(r.lang, "序号", "number"), pick(r.lang, "时间", "at"), pick(r.lang, "种类", "kind"), pick(r.lang, "账号", "account"), pick(r.lang, "来自", "address"), pick(r.lang, "对象", "object"), pick(r.lang, "其他", "with")}}
		if c.Account != "" {
			account, found, err := k.accounts.Find(r.ctx, c.City, c.Account)
			if err != nil {
				return err
			}
			if !found {
				return fault.New(fault.AccountNotFound, "account", nil)
			}
			c.Account = account.ID
		}
		q := record.Query{Kinds: kinds, Account: c.Account, From: c.From.Time, Until: c.Until.Time}
		for left := c.Last; left > 0; {
			q.Limit = min(left, 200)
			page, before, err := k.record.Read(r.ctx, c.City, q)
			if err != nil {
				return err
			}
			for _, e := range page {
				rows = append(rows, []string{strconv.FormatInt(e.Number, 10), e.At.Local().Format(time.DateTime), string(e.Kind), k.doerOf(e), e.Address, e.Object, withText(e.With)})
			}
			left -= len(page)
			if q.Before = before; before == 0 {
				break
			}
		}
		return columns(r.stdout, rows)
	})
}

// doerOf names who did something: an account, or whoever typed a command where.
func (k *keeping) doerOf(e record.Numbered) string {
	if e.Account == "" && e.With["by"] == byCommand && e.With["host"] != "" {
		return e.With["os_user"] + "@" + e.With["host"]
	}
	return k.loginOf(e.Account)
}

// loginOf returns the login of an account, its id where there is no such account any
// more: a person knows the one, the record the other.
func (k *keeping) loginOf(id string) string {
	if id == "" {
		return ""
	}
	if account, err := k.accounts.Get(k.ctx, local, k.City, id); err == nil {
		return account.Login
	}
	return id
}

// withText writes what else is known of an entry, by name.
func withText(with map[string]string) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(with)) {
		parts = append(parts, name+"="+with[name])
	}
	return strings.Join(parts, " ")
}

type recordExportCommand struct {
	keeperSettings
	outputSettings
	Format string `help:"格式：csv、jsonl，默认按文件名 / format: csv or jsonl; by the file's name by default." placeholder:"FORMAT"`
}

// Help is shown by record export --help.
func (recordExportCommand) Help() string {
	return "导出本身也记入操作记录 / The export is itself on the record.\n\n" +
		"示例 / Example:\n\n  sizhang record export --city 110101 --data data -o record.csv"
}

// Run writes every entry, the first one first.
func (c *recordExportCommand) Run(r *run) error {
	format, err := c.format(c.Format, "csv", "jsonl")
	if err != nil {
		return err
	}
	return c.begin(r, func(k *keeping) error {
		if err := k.record.Append(r.ctx, c.City, record.Entry{Kind: record.Exported, Object: "records", With: map[string]string{"format": format}}); err != nil {
			return err
		}
		return c.write(&working{run: r, citySettings: &c.citySettings}, private, func(w io.Writer) error {
			if format == "jsonl" {
				return k.writeLines(w)
			}
			return k.writeTable(w)
		})
	})
}

func (k *keeping) writeTable(w io.Writer) error {
	table := csv.NewWriter(w)
	if err := table.Write([]string{"number", "at", "kind", "account", "session", "address", "object", "with", "hash"}); err != nil {
		return err
	}
	err := k.record.Each(k.ctx, k.City, func(e record.Numbered) error {
		return table.Write([]string{
			strconv.FormatInt(e.Number, 10), e.At.Format(time.RFC3339Nano), string(e.Kind), inert(e.Account), inert(e.Session),
			inert(e.Address), inert(e.Object), inert(withText(e.With)), e.Hash,
		})
	})
	table.Flush()
	if err == nil {
		err = table.Error()
	}
	return err
}

// inert keeps a spreadsheet from taking a text that a stranger sent for a formula.
func inert(text string) string {
	if text != "" && strings.ContainsRune("=+-@", rune(text[0])) {
		return "'" + text
	}
	return text
}

func (k *keeping) writeLines(w io.Writer) error {
	lines := json.NewEncoder(w)
	lines.SetEscapeHTML(false)
	return k.record.Each(k.ctx, k.City, func(e record.Numbered) error {
		return lines.Encode(struct {
			Number  int64             `json:"number"`
			At      time.Time         `json:"at"`
			Kind    record.Kind       `json:"kind"`
			Account string            `json:"account,omitempty"`
			Session string            `json:"session,omitempty"`
			Address string            `json:"address,omitempty"`
			Object  string            `json:"object,omitempty"`
			With    map[string]string `json:"with,omitempty"`
			Hash    string            `json:"hash"`
		}{e.Number, e.At, e.Kind, e.Account, e.Session, e.Address, e.Object, e.With, e.Hash})
	})
}
