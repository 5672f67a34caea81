package cli

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"sizhang/domain/fault"
	"sizhang/server/accounts"
)

type userCreateAdminCommand struct {
	keeperSettings
	Login string `help:"登录名 / the login." required:"" placeholder:"LOGIN"`
	Name  string `help:"姓名 / the person's name." placeholder:"NAME"`
}

// Help is shown by user create-admin --help.
func (userCreateAdminCommand) Help() string {
	return "没有默认账号，也没有默认口令：第一个管理员由此产生，其余的由管理员登录后建立 / " +
		"No account and no password comes with the program: this makes the first administrator, who makes the others.\n\n" +
		"示例 / Example:\n\n  sizhang user create-admin --city 110101 --data data --login admin --name 王示例"
}

// Run makes the administrator and shows the one-time password.
func (c *userCreateAdminCommand) Run(r *run) error {
	return c.begin(r, func(k *keeping) error {
		if c.Name == "" {
			c.Name = c.Login
		}
		account, password, err := k.accounts.CreateAdmin(r.ctx, c.City, c.Login, c.Name)
		if err != nil {
			return err
		}
		return r.oneTime(account.Login, password)
	})
}

type userCreateCommand struct {
	keeperSettings
	Login   string `help:"登录名 / the login." required:"" placeholder:"LOGIN"`
	Name    string `help:"姓名 / the person's name." placeholder:"NAME"`
	Person  string `help:"人员编号：岗位随人 / id in the city's register of people: posts come with the person." placeholder:"ID"`
	Subject string `help:"在统一身份认证中的标识 / who the account is at the single sign-on." placeholder:"TEXT"`
	grantSettings
}

// Help is shown by user create --help.
func (userCreateCommand) Help() string {
	return "示例 / Example:\n\n  sizhang user create --city 110101 --data data --login wang --person p-9\n" +
		"  sizhang user create --city 110101 --data data --login ducha --name 督查 --role supervisor --unit 110101001000"
}

// Validate checks the settings before anything starts.
func (c *userCreateCommand) Validate() error {
	return errors.Join(c.keeperSettings.Validate(), c.grantSettings.Validate())
}

// Run makes the account and shows the one-time password.
func (c *userCreateCommand) Run(r *run) error {
	return c.begin(r, func(k *keeping) error {
		n := accounts.NewAccount{Login: c.Login, Name: c.Name, Person: c.Person, Subject: c.Subject}
		if c.Role != "" {
			n.Grants = []accounts.Grant{c.grant()}
		}
		account, password, err := k.accounts.Create(r.ctx, local, c.City, n)
		if err != nil {
			return err
		}
		return r.oneTime(account.Login, password)
	})
}

// grantSettings are a role and where and when it holds.
type grantSettings struct {
	Role     string  `help:"角色，如 supervisor / the role, such as supervisor." placeholder:"ROLE"`
	Unit     string  `help:"管辖的单元 / the unit where the role is held." placeholder:"CODE"`
	Body     string  `help:"所属的机构 / the body where the role is held." placeholder:"CODE"`
	From     instant `help:"起，默认现在 / from when on; now by default." placeholder:"TIME"`
	Until    instant `help:"止，默认不限 / until when; no end by default." placeholder:"TIME"`
	Document string  `help:"授权文号 / number of the document." placeholder:"TEXT"`
}

// Validate checks the settings before anything starts.
func (s *grantSettings) Validate() error {
	if s.Role == "" && (s.Unit != "" || s.Body != "" || s.Document != "" || !s.From.IsZero() || !s.Until.IsZero()) {
		return errors.New("--role: needed with --unit, --body, --from, --until and --document")
	}
	return nil
}

func (s *grantSettings) grant() accounts.Grant {
	return accounts.Grant{Role: s.Role, Unit: s.Unit, Body: s.Body, From: s.From.Time, Until: s.Until.Time, Document: s.Document}
}

type userGrantCommand struct {
	userSettings
	grantSettings
}

// Help is shown by user grant --help.
func (userGrantCommand) Help() string {
	return "示例 / Example:\n\n  sizhang user grant wang --city 110101 --data data --role supervisor --unit 110101001000"
}

// Validate checks the settings before anything starts.
func (c *userGrantCommand) Validate() error {
	return errors.Join(c.keeperSettings.Validate(), c.grantSettings.Validate())
}

// Run gives the role and lists what the account has then.
func (c *userGrantCommand) Run(r *run) error {
	return c.userSettings.begin(r, func(k *keeping, account accounts.Account) error {
		if c.Role == "" {
			return fault.New(fault.RoleUnknown, "role", fault.With{"role": c.Role, "known": k.roles()})
		}
		account, err := k.accounts.Give(r.ctx, local, c.City, account.ID, c.grant())
		if err != nil {
			return err
		}
		return k.printAccount(account)
	})
}

type userTakeCommand struct {
	userSettings
	Grant string `arg:"" help:"角色，或授权编号（见 user list）/ the role, or the id of the grant as user list shows it." placeholder:"ROLE"`
}

// Help is shown by user take --help.
func (userTakeCommand) Help() string {
	return "示例 / Example:\n\n  sizhang user take wang supervisor --city 110101 --data data"
}

// Run ends the grant now and lists what the account has left.
func (c *userTakeCommand) Run(r *run) error {
	return c.begin(r, func(k *keeping, account accounts.Account) error {
		grant, err := c.grantOf(account)
		if err != nil {
			return err
		}
		if account, err = k.accounts.Take(r.ctx, local, c.City, account.ID, grant); err != nil {
			return err
		}
		return k.printAccount(account)
	})
}

// grantOf returns the id of the grant that is meant: the one of that id, or the only
// one of the role that is not over.
func (c *userTakeCommand) grantOf(account accounts.Account) (string, error) {
	var found []string
	for _, g := range account.Grants {
		if g.ID == c.Grant {
			return g.ID, nil
		}
		if g.Role == c.Grant && (g.Until.IsZero() || g.Until.After(time.Now())) {
			found = append(found, g.ID)
		}
	}
	if len(found) > 1 {
		return "", usageError(fmt.Sprintf("%s 有 %d 项 %s 授权，请写授权编号 / has %d grants of %s; give the id of one: %s",
			account.Login, len(found), c.Grant, len(found), c.Grant, strings.Join(found, ", ")))
	}
	if len(found) == 0 {
		return "", fault.New(fault.GrantNotFound, "grant", nil)
	}
	return found[0], nil
}
