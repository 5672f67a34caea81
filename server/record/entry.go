package record

import (
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Kind says what happened; kinds are stable.
type Kind string

const (
	SignedIn        Kind = "signed_in"        // 登录
	SignInRefused   Kind = "sign_in_refused"  // 登录被拒
	SignedOut       Kind = "signed_out"       // 退出
	TokenReplayed   Kind = "token_replayed"   // 刷新令牌被重放，整族作废
	DeviceRevoked   Kind = "device_revoked"   // 设备被撤销
	PasswordChanged Kind = "password_changed" // 修改口令
	PasswordReset   Kind = "password_reset"   // 重置口令
	FactorSet       Kind = "factor_set"       // 启用二次验证
	FactorReset     Kind = "factor_reset"     // 重置二次验证
	AccountCreated  Kind = "account_created"  // 新建账号
	AccountChanged  Kind = "account_changed"  // 修改账号
	AccountDisabled Kind = "account_disabled" // 停用
	AccountEnabled  Kind = "account_enabled"  // 启用
	RoleGiven       Kind = "role_given"       // 授权
	RoleTaken       Kind = "role_taken"       // 收回授权
	AwaySet         Kind = "away_set"         // 离岗
	PostHandedOver  Kind = "post_handed_over" // 岗位交接
	Imported        Kind = "imported"         // 导入
	DraftOpened     Kind = "draft_opened"     // 新开草案
	DraftDropped    Kind = "draft_dropped"    // 作废草案
	DraftRebased    Kind = "draft_rebased"    // 更新草案
	Published       Kind = "published"        // 发布
	Rescheduled     Kind = "rescheduled"      // 改期
	PhoneShown      Kind = "phone_shown"      // 查看电话
	Exported        Kind = "exported"         // 导出
	Refused         Kind = "refused"          // 无权而被拒
	KeyRotated      Kind = "key_rotated"      // 更换密钥
	HookCreated     Kind = "hook_created"     // 新建回调
	HookDeleted     Kind = "hook_deleted"     // 删除回调
	HookTested      Kind = "hook_tested"      // 测试回调
	HookDisabled    Kind = "hook_disabled"    // 回调久不可达，自动停用
	DeliveredAgain  Kind = "delivered_again"  // 重新投递
)

// Kinds are all kinds.
var Kinds = []Kind{
	SignedIn, SignInRefused, SignedOut, TokenReplayed, DeviceRevoked, PasswordChanged, PasswordReset, FactorSet, FactorReset,
	AccountCreated, AccountChanged, AccountDisabled, AccountEnabled, RoleGiven, RoleTaken, AwaySet,
	PostHandedOver, Imported, DraftOpened, DraftDropped, DraftRebased, Published, Rescheduled, PhoneShown, Exported, Refused, KeyRotated,
	HookCreated, HookDeleted, HookTested, HookDisabled, DeliveredAgain,
}

// Entry is one thing that happened. It holds no secret, no token and no telephone
// number.
type Entry struct {
	At      time.Time // by this server's clock; kept to the microsecond
	Kind    Kind
	Account string // who did it; empty where nobody was signed in
	Session string
	Address string            // network address that it came from; empty by command line
	Object  string            // what it was done to, such as account/… or unit/…
	With    map[string]string // what else is known, such as role, unit, reason
}

// Numbered is an entry with its place in the chain.
type Numbered struct {
	Entry
	Number int64  // from 1, without gaps
	Hash   string // SHA-256 over the entry and the hash before it, in hex
}

// What an entry may hold. Part of it is what strangers sent, such as the name that
// somebody tried to sign in with.
const (
	maxText = 512 // characters of a text
	maxName = 64  // characters of a name in With
	maxWith = 24  // members of With; by name, those after it are left out
)

// clean returns the entry as it is kept: at most so long, without control
// characters, so that a log that is printed stays one line an entry.
func (e Entry) clean() Entry {
	e.At = e.At.UTC().Truncate(time.Microsecond)
	e.Kind = Kind(cleanText(string(e.Kind), maxName))
	e.Account, e.Session = cleanText(e.Account, maxText), cleanText(e.Session, maxText)
	e.Address, e.Object = cleanText(e.Address, maxText), cleanText(e.Object, maxText)
	with := make(map[string]string, min(len(e.With), maxWith))
	for _, name := range slices.Sorted(maps.Keys(e.With)) {
		if text := e.With[name]; text != "" && len(with) < maxWith {
			with[cleanName(name)] = cleanText(text, maxText)
		}
	}
	e.With = with
	return e
}

// cleanText cuts a text to so many characters and puts a space in the place of
// whatever is none: control characters, and those that turn the direction of a line.
func cleanText(text string, most int) string {
	out, n := strings.Builder{}, 0
	for _, c := range strings.ToValidUTF8(text, "\uFFFD") {
		if n++; n > most {
			break
		}
		if unicode.IsControl(c) || unicode.Is(unicode.Cf, c) || unicode.Is(unicode.Zl, c) || unicode.Is(unicode.Zp, c) {
			c = ' '
		}
		out.WriteRune(c)
	}
	return out.String()
}

// cleanName is cleanText for a name in With; a store keeps neither dots nor dollars
// there.
func cleanName(name string) string {
	name = strings.NewReplacer(".", "_", "$", "_").Replace(cleanText(name, maxName))
	if name == "" {
		return "_"
	}
	return name
}
