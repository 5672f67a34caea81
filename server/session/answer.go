package session

import (
	"strings"
	"time"
	"unicode"

	"sizhang/domain/access"
	"sizhang/server/accounts"
)

// Device is what somebody signs in from.
type Device struct {
	Name     string // what its owner calls it
	Platform string // such as android, ios, harmony, web
}

// From is where a request comes from.
type From struct {
	Address string
	Device  Device
}

// Tokens are what a phone keeps (令牌).
type Tokens struct {
	Access         string
	AccessExpires  time.Time
	Refresh        string
	RefreshExpires time.Time
	Session        string
}

// Next is what is wanted before tokens are given.
type Next string

const (
	NextPassword Next = "change_password" // 须先修改口令
	NextFactor   Next = "second_factor"   // 须输入验证码
	NextEnrol    Next = "enrol_factor"    // 须先启用二次验证
)

// Answer is tokens, or what is wanted first and the ticket to bring it with. A
// ticket lasts five minutes.
type Answer struct {
	Tokens *Tokens
	Next   Next
	Ticket string
	// Enrol is the otpauth URI to show, with NextEnrol.
	Enrol string
	// Recovery are the recovery codes, once, with the tokens that follow enrolment.
	Recovery []string
}

// Signed is who a request comes from.
type Signed struct {
	access.Actor
	Account accounts.Account
	Session Session
	// Expires is when the access token that told so is over.
	Expires time.Time
}

// Session is one device that is signed in (设备).
type Session struct {
	City, ID, Account string
	Device            Device
	Created, Seen     time.Time
	Address           string // that it was last refreshed from
	Revoked           time.Time
}

// Limits of what a device is called, in characters.
const (
	maxDeviceName     = 64
	maxDevicePlatform = 32
)

// tidy returns the device as it can be kept and shown: what its owner typed,
// without what cannot be seen, and a platform that is one word.
func (d Device) tidy() Device {
	name := strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, d.Name)
	name = strings.Join(strings.Fields(name), " ")
	if letters := []rune(name); len(letters) > maxDeviceName {
		name = strings.TrimSpace(string(letters[:maxDeviceName]))
	}
	platform := strings.ToLower(d.Platform)
	if len(platform) > maxDevicePlatform || strings.ContainsFunc(platform, foreign) {
		platform = ""
	}
	return Device{name, platform}
}

// foreign says that a platform is not called so.
func foreign(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' && r != '-' && r != '.'
}
