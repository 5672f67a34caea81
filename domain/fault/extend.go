package fault

// extend adds a group of codes to the catalogue. A code that stands in two
// groups is a mistake of ours that must not reach a user, so it panics at start.
func extend(group map[Code]entry) {
	for code, e := range group {
		if _, taken := catalogue[code]; taken {
			panic("fault: code twice in the catalogue: " + string(code))
		}
		catalogue[code] = e
	}
}
