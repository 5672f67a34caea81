package cli

import (
	"sizhang/server/accounts"
)

type userDisableCommand struct{ userSettings }

// Help is shown by user disable --help.
func (userDisableCommand) Help() string {
	return "示例 / Example:\n\n  sizhang user disable wang --city 110101 --data data"
}

// Run disables the account and ends its sign-ins.
func (c *userDisableCommand) Run(r *run) error {
	return c.begin(r, func(k *keeping, account accounts.Account) error {
		if _, err := k.accounts.Disable(r.ctx, local, c.City, account.ID); err != nil {
			return err
		}
		if err := k.endSignIns(account); err != nil {
			return err
		}
		return r.say("已停用 %s。", "%s is disabled.", account.Login)
	})
}

type userEnableCommand struct{ userSettings }

// Help is shown by user enable --help.
func (userEnableCommand) Help() string {
	return "示例 / Example:\n\n  sizhang user enable wang --city 110101 --data data"
}

// Run enables the account, which must sign in anew: where it signed in at the very
// moment that it was disabled, or its sign-ins could not be ended then, they are now.
func (c *userEnableCommand) Run(r *run) error {
	return c.begin(r, func(k *keeping, account accounts.Account) error {
		if account.Disabled {
			if err := k.endSignIns(account); err != nil {
				return err
			}
		}
		if _, err := k.accounts.Enable(r.ctx, local, c.City, account.ID); err != nil {
			return err
		}
		return r.say("已恢复 %s。", "%s is enabled.", account.Login)
	})
}

type userResetPasswordCommand struct{ userSettings }

// Help is shown by user reset-password --help.
func (userResetPasswordCommand) Help() string {
	return "示例 / Example:\n\n  sizhang user reset-password wang --city 110101 --data data"
}

// Run makes a one-time password, ends the account's sign-ins and shows it.
func (c *userResetPasswordCommand) Run(r *run) error {
	return c.begin(r, func(k *keeping, account accounts.Account) error {
		password, err := k.accounts.ResetPassword(r.ctx, local, c.City, account.ID)
		if err != nil {
			return err
		}
		if err := k.endSignIns(account); err != nil {
			return err
		}
		return r.oneTime(account.Login, password)
	})
}

// endSignIns ends whatever the account is signed in with.
func (k *keeping) endSignIns(account accounts.Account) error {
	var s signInSettings
	sessions, err := s.sessions(k.app, k.keepers, k.log)
	if err != nil {
		return err
	}
	_, err = sessions.RevokeAccount(k.ctx, account.City, account.ID)
	return err
}

type userResetFactorCommand struct{ userSettings }

// Help is shown by user reset-factor --help.
func (userResetFactorCommand) Help() string {
	return "示例 / Example:\n\n  sizhang user reset-factor wang --city 110101 --data data"
}

// Run takes the second factor away and ends the account's sign-ins.
func (c *userResetFactorCommand) Run(r *run) error {
	return c.begin(r, func(k *keeping, account accounts.Account) error {
		if err := k.accounts.ResetFactor(r.ctx, local, c.City, account.ID); err != nil {
			return err
		}
		if err := k.endSignIns(account); err != nil {
			return err
		}
		return r.say("已取消 %s 的二次验证。", "The second factor of %s is taken away.", account.Login)
	})
}
