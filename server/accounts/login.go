package accounts

import (
	"regexp"
	"strings"

	"sizhang/domain/fault"
)

var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{1,63}$`)

// ParseLogin returns a login as it is kept (登录名): people type it in capitals and
// with spaces around it. Only ASCII is taken, so that no two logins look the same
// and no other letter becomes one of them in lower case. fault.LoginInvalid where
// no account can have it.
func ParseLogin(text string) (string, error) {
	text = strings.TrimSpace(text)
	for _, c := range text {
		if c > 0x7e {
			return "", fault.New(fault.LoginInvalid, "login", nil)
		}
	}
	text = strings.ToLower(text)
	if !loginForm.MatchString(text) {
		return "", fault.New(fault.LoginInvalid, "login", nil)
	}
	return text, nil
}
