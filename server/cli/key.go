package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"sizhang/server/app"
	"sizhang/server/session"
	"sizhang/server/store"
)

// keyCommands are about the keys that sign access tokens.
type keyCommands struct {
	List   keyListCommand   `cmd:"" help:"列出签名公钥 / list the public keys that verify access tokens."`
	Rotate keyRotateCommand `cmd:"" help:"更换签名密钥 / make a new signing key."`
}

// keySettings name a store and the secret that its keys are sealed with.
type keySettings struct {
	dataSettings
	secretSettings
}

// begin opens the store, which must be there, and calls work.
func (s *keySettings) begin(r *run, work func(*session.Sessions) error) (err error) {
	st, err := s.openThere(r.ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	master, err := s.loadFor(r, s.dataSettings, st, store.Installation)
	if err != nil {
		return err
	}
	var settings signInSettings
	a := app.New(st, app.Options{Log: r.log})
	sessions, err := settings.sessions(a, keep(a, master, r.recordOf(a.Store(), master)), r.log)
	if err != nil {
		return err
	}
	return work(sessions)
}

type keyListCommand struct{ keySettings }

// Help is shown by key list --help.
func (keyListCommand) Help() string {
	return "与 /.well-known/jwks.json 相同；没有密钥时先生成一个 / The same as /.well-known/jwks.json; where there is no key yet one is made.\n\n" +
		"示例 / Example:\n\n  sizhang key list --data data"
}

// Run prints the public keys as a JWK set (RFC 7517).
func (c *keyListCommand) Run(r *run) error {
	return c.begin(r, func(s *session.Sessions) error {
		text, err := s.JWKS(r.ctx)
		if err != nil {
			return err
		}
		var out bytes.Buffer
		if err := json.Indent(&out, text, "", "  "); err != nil {
			return err
		}
		_, err = fmt.Fprintln(r.stdout, out.String())
		return err
	})
}

type keyRotateCommand struct {
	keySettings
	Retire bool `help:"旧密钥立即作废：密钥可能已泄露时用 / refuse at once what older keys signed: for a key that may be known to others."`
}

// Help is shown by key rotate --help.
func (keyRotateCommand) Help() string {
	return "密钥每 30 天自动更换，平时不必用它 / Keys are replaced every 30 days by themselves; this is for other days.\n\n" +
		"示例 / Example:\n\n  sizhang key rotate --data data"
}

// Run makes a new key; servers that run take it over.
func (c *keyRotateCommand) Run(r *run) error {
	return c.begin(r, func(s *session.Sessions) error {
		id, err := s.RotateKey(r.ctx, c.Retire)
		if err != nil {
			return err
		}
		if c.Retire {
			return r.say("新密钥 %s 即刻起用，旧密钥签的访问令牌不再有效；手机会自动换取新的。", "The key %s signs from now on, and access tokens of older keys are refused; phones get new ones by themselves.", id)
		}
		return r.say("新密钥 %s 已生成，一小时内起用；旧密钥签的访问令牌到期为止仍有效。", "The key %s is made and signs within the hour; access tokens of older keys last until they run out.", id)
	})
}
