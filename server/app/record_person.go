package app

import "sizhang/domain/person"

type personBody struct {
	Edition   string `json:"edition"`
	ID        string `json:"id"`
	Name      string `json:"name"`
	Phone     string `json:"phone,omitempty"`
	Body      string `json:"body,omitempty"`
	Generated bool   `json:"generated,omitempty"`
	// Over is what it was laid over, see shelf.over.
	Over *personBody `json:"over,omitempty"`
}

func personBodyOf(p person.Person, edition string) personBody {
	return personBody{edition, p.ID, p.Name, p.Phone, p.Body, p.Generated, nil}
}

func (b personBody) key() any { return b.ID }

func (b personBody) record() (person.Person, error) {
	return person.Person{ID: b.ID, Name: b.Name, Phone: b.Phone, Body: b.Body, Generated: b.Generated}, nil
}
