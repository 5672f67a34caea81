package api

import (
	"context"
	"strconv"
	"sync"

	"sizhang/domain/access"
	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/server/accounts"
	"sizhang/server/record"
	"sizhang/server/session"
)

// mintedSessions know people by tokens that a test gives them; anything else that
// sessions do is not to be asked for.
type mintedSessions struct {
	Sessions
	mu     sync.Mutex
	people map[string]func() (session.Signed, error)
}

// mint returns the headers of somebody who is signed in as the actor.
func (m *mintedSessions) mint(token string, who access.Actor) map[string]string {
	signed := session.Signed{Actor: who, Account: accounts.Account{City: who.City, ID: who.Account, Person: who.Person}, Session: session.Session{ID: who.Session}}
	return m.mintBy(token, func() (session.Signed, error) { return signed, nil })
}

func (m *mintedSessions) mintBy(token string, who func() (session.Signed, error)) map[string]string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.people == nil {
		m.people = map[string]func() (session.Signed, error){}
	}
	m.people[token] = who
	return map[string]string{"Authorization": "Bearer " + token}
}

func (m *mintedSessions) Identify(_ context.Context, token string) (session.Signed, error) {
	m.mu.Lock()
	who, known := m.people[token]
	m.mu.Unlock()
	if !known {
		return session.Signed{}, fault.New(fault.SignInRequired, "", nil)
	}
	return who()
}

// keptRecord keeps entries in memory.
type keptRecord struct {
	mu      sync.Mutex
	entries map[string][]record.Numbered // by city
	trouble error
}

func (k *keptRecord) Append(_ context.Context, city string, e record.Entry) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.trouble != nil {
		return k.trouble
	}
	if k.entries == nil {
		k.entries = map[string][]record.Numbered{}
	}
	n := len(k.entries[city]) + 1
	k.entries[city] = append(k.entries[city], record.Numbered{Entry: e, Number: int64(n), Hash: strconv.Itoa(n)})
	return nil
}

func (k *keptRecord) Read(_ context.Context, city string, q record.Query) ([]record.Numbered, int64, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	list := k.entries[city]
	return list[:min(len(list), q.Limit)], 0, nil
}

func (k *keptRecord) Each(_ context.Context, city string, visit func(record.Numbered) error) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, e := range k.entries[city] {
		if err := visit(e); err != nil {
			return err
		}
	}
	return nil
}

// of returns the city's entries of a kind.
func (k *keptRecord) of(city string, kind record.Kind) []record.Entry {
	k.mu.Lock()
	defer k.mu.Unlock()
	var list []record.Entry
	for _, e := range k.entries[city] {
		if e.Kind == kind {
			list = append(list, e.Entry)
		}
	}
	return list
}

// defaultRole is one of the roles of a city that names none.
func defaultRole(id string) *access.Role {
	role, ok := (&city.Profile{}).Role(id)
	if !ok {
		panic("no role " + id)
	}
	return &role.Role
}

// holding is an actor who holds one role.
func holding(city, account, role, unit, body string) access.Actor {
	return access.Actor{City: city, Account: account, Session: "session-of-" + account, Holdings: []access.Holding{{Role: defaultRole(role), Unit: unit, Body: body}}}
}

const adminToken = "the-administrator"

var adminHeader = map[string]string{"Authorization": "Bearer " + adminToken}

// minted is sessions that know an administrator of the first city.
func minted() *mintedSessions {
	m := &mintedSessions{}
	m.mint(adminToken, holding(cityOne, "admin", city.AdminRole, "", ""))
	return m
}

// noAccounts are accounts that nobody is to ask for.
type noAccounts struct{ Accounts }

// What follows answers as sessions do where all goes well.

func (m *mintedSessions) Devices(context.Context, session.Signed) ([]session.Session, error) {
	return []session.Session{{ID: "device"}}, nil
}

func (m *mintedSessions) Rename(context.Context, session.Signed, string, string) (session.Session, error) {
	return session.Session{ID: "device"}, nil
}

func (m *mintedSessions) Revoke(context.Context, session.Signed, string, session.From) error {
	return nil
}

func (m *mintedSessions) RevokeAll(context.Context, session.Signed, string, session.From) (int, error) {
	return 1, nil
}

func (m *mintedSessions) RevokeAccount(context.Context, string, string) (int, error) { return 1, nil }

func (m *mintedSessions) ChangePassword(context.Context, session.Signed, string, string, session.From) error {
	return nil
}

func (m *mintedSessions) BeginFactor(context.Context, session.Signed, string, session.From) (string, error) {
	return "otpauth://totp/x", nil
}

func (m *mintedSessions) ConfirmFactor(context.Context, session.Signed, string, session.From) ([]string, error) {
	return []string{"code"}, nil
}

func (m *mintedSessions) DropFactor(context.Context, session.Signed, string, session.From) error {
	return nil
}

func (m *mintedSessions) SignIn(context.Context, string, string, string, session.From) (session.Answer, error) {
	return session.Answer{}, fault.New(fault.SignInFailed, "", nil)
}

func (m *mintedSessions) Password(context.Context, string, string, session.From) (session.Answer, error) {
	return session.Answer{}, fault.New(fault.TicketInvalid, "", nil)
}

func (m *mintedSessions) Factor(context.Context, string, string, session.From) (session.Answer, error) {
	return session.Answer{}, fault.New(fault.TicketInvalid, "", nil)
}

func (m *mintedSessions) Enrol(context.Context, string, string, session.From) (session.Answer, error) {
	return session.Answer{}, fault.New(fault.TicketInvalid, "", nil)
}

func (m *mintedSessions) BeginSSO(context.Context, string, string, string, string) (string, error) {
	return "https://sso.test/", nil
}

func (m *mintedSessions) FinishSSO(context.Context, string, string, string, session.From) (string, error) {
	return "app:/signed-in", nil
}

func (m *mintedSessions) RedeemSSO(context.Context, string, string, session.From) (session.Answer, error) {
	return session.Answer{}, fault.New(fault.TicketInvalid, "", nil)
}

func (m *mintedSessions) Refresh(context.Context, string, session.From) (session.Tokens, error) {
	return session.Tokens{}, fault.New(fault.SignInRequired, "", nil)
}

func (m *mintedSessions) JWKS(context.Context) ([]byte, error) { return []byte(`{"keys":[]}`), nil }
