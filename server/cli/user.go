package cli

import (
	"errors"

	"sizhang/domain/fault"
	"sizhang/server/accounts"
	"sizhang/server/app"
)

// userCommands are about accounts. Who may run them on the server's own machine may
// everything; each of them is on the record all the same, with no account as its
// doer.
type userCommands struct {
	CreateAdmin   userCreateAdminCommand   `cmd:"" help:"新建管理员，显示一次性口令 / make an administrator and show a one-time password."`
	Create        userCreateCommand        `cmd:"" help:"新建账号 / make an account, and show a one-time password."`
	List          userListCommand          `cmd:"" help:"列出账号 / list the accounts of a city."`
	Disable       userDisableCommand       `cmd:"" help:"停用账号，立即生效 / stop an account; its next request is refused."`
	Enable        userEnableCommand        `cmd:"" help:"恢复账号 / let an account go on."`
	ResetPassword userResetPasswordCommand `cmd:"" help:"重置口令，显示一次性口令 / make a one-time password, and end every sign-in."`
	ResetFactor   userResetFactorCommand   `cmd:"" help:"取消二次验证，以便重新启用 / take the second factor away, so that a new one can be set up."`
	Grant         userGrantCommand         `cmd:"" help:"授予角色 / give an account a role."`
	Take          userTakeCommand          `cmd:"" help:"收回角色 / take a role away."`
	Import        userImportCommand        `cmd:"" help:"从 CSV、XLSX 批量建账号 / make accounts from a CSV or XLSX file."`
}

// keeperSettings name a city of a store and the secret of its installation.
type keeperSettings struct {
	recordedSettings
}

// keeping is a command at work on the accounts or the record of a city.
type keeping struct {
	*run
	*keeperSettings
	keepers
	app *app.App
}

// local is who asks on the command line.
var local = accounts.Caller{Local: true}

// begin opens the store, which must be there, reads the cities and calls work.
func (s *keeperSettings) begin(r *run, work func(*keeping) error) error {
	return s.citySettings.begin(r, func(w *working) error {
		master, err := w.onRecord(s.secretSettings)
		if err != nil {
			return err
		}
		if err := w.app.Load(r.ctx, app.Silent); err != nil {
			return err
		}
		return work(&keeping{run: r, keeperSettings: s, keepers: keep(w.app, master, r.recordOf(w.app.Store(), master)), app: w.app})
	})
}

// userSettings name an account.
type userSettings struct {
	keeperSettings
	Login string `arg:"" help:"登录名 / the login." placeholder:"LOGIN"`
}

// begin finds the account and calls work.
func (s *userSettings) begin(r *run, work func(*keeping, accounts.Account) error) error {
	return s.keeperSettings.begin(r, func(k *keeping) error {
		login, err := accounts.ParseLogin(s.Login)
		if err != nil {
			return err
		}
		account, found, err := k.accounts.Find(r.ctx, s.City, login)
		if err != nil {
			return err
		}
		if !found {
			return fault.New(fault.AccountNotFound, "login", nil)
		}
		return work(k, account)
	})
}

// oneTime shows a one-time password: on standard output, alone on its line, so that
// it can be piped, and nowhere else.
func (r *run) oneTime(login, password string) error {
	return errors.Join(
		r.say("登录名 %s 的一次性口令（只显示这一次，首次登录时须修改）：", "One-time password of %s (shown this once; it is to be changed at the first sign-in):", login),
		r.say("%s", "%s", password))
}
