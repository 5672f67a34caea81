// Package person holds the register of the people who hold posts (人员).
package person

// Person is somebody who holds, held or may hold a post.
type Person struct {
	// ID identifies the person within the city: names alone do not tell people
	// apart.
	ID   string
	Name string
	// Phone is personal data: it is exported to the city's own files and shown to
	// nobody else.
	Phone string
	// Body is the code of the body that the person belongs to, empty where none is
	// known.
	Body      string
	Generated bool
}
