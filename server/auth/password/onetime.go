package password

import "crypto/rand"

// plain are letters and digits of which none looks like another: no i, l, o, 0, 1.
const plain = "abcdefghjkmnpqrstuvwxyz23456789"

// OneTime makes a password to be told over the telephone and changed at the first
// sign-in: 16 letters and digits in groups of four, none of which looks like
// another, some 80 bits.
func OneTime() string {
	for {
		if password := oneTime(); Check(password) == nil {
			return password
		}
	}
}

func oneTime() string {
	var password []byte
	var random [1]byte
	for letters := 0; letters < 16; {
		rand.Read(random[:]) // never fails
		at := int(random[0] & 31)
		if at >= len(plain) {
			continue // all letters are as likely
		}
		if letters > 0 && letters%4 == 0 {
			password = append(password, '-')
		}
		password = append(password, plain[at])
		letters++
	}
	return string(password)
}
