package accounts

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sizhang/domain/city"
	"sizhang/server/store"
)

// This file is the form in which accounts are kept. A field once written keeps its
// name and meaning; a new one must be right when it is absent. The members login,
// person and subject are indexed and unique; an empty one is left out, since no
// index then guards it.

type accountBody struct {
	Login       string      `json:"login"`
	Person      string      `json:"person,omitempty"`
	Subject     string      `json:"subject,omitempty"`
	Name        string      `json:"name,omitempty"`
	Disabled    bool        `json:"disabled,omitempty"`
	MustChange  bool        `json:"must_change,omitempty"`
	Hash        string      `json:"hash,omitempty"`
	PasswordSet instant     `json:"password_set,omitzero"`
	Factor      *factorBody `json:"factor,omitempty"`
	Grants      []grantBody `json:"grants,omitempty"`
	Away        []awayBody  `json:"away,omitempty"`
	Created     instant     `json:"created"`
}

type factorBody struct {
	Sealed    string   `json:"sealed"`
	Confirmed bool     `json:"confirmed,omitempty"`
	Step      int64    `json:"step,omitempty"`
	Recovery  []string `json:"recovery,omitempty"`
}

type grantBody struct {
	ID       string  `json:"id"`
	Role     string  `json:"role"`
	Unit     string  `json:"unit,omitempty"`
	Body     string  `json:"body,omitempty"`
	From     instant `json:"from"`
	Until    instant `json:"until,omitzero"`
	Document string  `json:"document,omitempty"`
	By       string  `json:"by,omitempty"`
}

type awayBody struct {
	From  instant `json:"from"`
	Until instant `json:"until"`
}

// instant is kept as a text of fixed width in UTC; finer than milliseconds is cut
// off.
type instant struct{ time.Time }

const instantLayout = `"` + store.InstantLayout + `"`

func (i instant) MarshalJSON() ([]byte, error) {
	return []byte(i.UTC().Format(instantLayout)), nil
}

func (i *instant) UnmarshalJSON(text []byte) error {
	at, err := time.Parse(instantLayout, string(text))
	i.Time = at.In(city.China)
	return err
}

// kept returns the time as it comes back from the store.
func kept(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.Truncate(time.Millisecond).In(city.China)
}

// document returns the account as it is kept.
func (a Account) document() (store.Document, error) {
	b := accountBody{
		Login: a.Login, Person: a.Person, Subject: a.Subject, Name: a.Name,
		Disabled: a.Disabled, MustChange: a.MustChange, Hash: string(a.Hash),
		PasswordSet: instant{a.PasswordSet}, Created: instant{a.Created},
	}
	if f := a.Factor; f.Sealed != "" {
		b.Factor = &factorBody{f.Sealed, f.Confirmed, f.Step, f.Recovery}
	}
	for _, g := range a.Grants {
		b.Grants = append(b.Grants, grantBody{g.ID, g.Role, g.Unit, g.Body, instant{g.From}, instant{g.Until}, g.Document, g.By})
	}
	for _, w := range a.Away {
		b.Away = append(b.Away, awayBody{instant{w.From}, instant{w.Until}})
	}
	text, err := json.Marshal(b)
	return store.Document{Collection: store.Accounts, City: a.City, ID: a.ID, Version: a.Version, Body: text}, err
}

// accountOf reads what document made.
func accountOf(d store.Document) (Account, error) {
	var b accountBody
	if err := json.Unmarshal(d.Body, &b); err != nil {
		// The cause may quote the document, which has secrets.
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			err = fmt.Errorf("at byte %d", syntax.Offset)
		} else {
			err = errors.New("a member is of another kind")
		}
		return Account{}, fmt.Errorf("account %s cannot be read: %w", d.ID, err)
	}
	a := Account{
		City: d.City, ID: d.ID, Version: d.Version,
		Login: b.Login, Person: b.Person, Subject: b.Subject, Name: b.Name,
		Disabled: b.Disabled, MustChange: b.MustChange, Hash: Hash(b.Hash),
		PasswordSet: b.PasswordSet.Time, Created: b.Created.Time,
	}
	if f := b.Factor; f != nil {
		a.Factor = Factor{f.Sealed, f.Confirmed, f.Step, f.Recovery}
	}
	for _, g := range b.Grants {
		a.Grants = append(a.Grants, Grant{g.ID, g.Role, g.Unit, g.Body, g.From.Time, g.Until.Time, g.Document, g.By})
	}
	for _, w := range b.Away {
		a.Away = append(a.Away, Away{w.From.Time, w.Until.Time})
	}
	return a, nil
}
