package app

// Broken returns the cities that could not be built, and why.
func (a *App) Broken() map[string]error {
	a.mu.Lock()
	defer a.mu.Unlock()
	broken := map[string]error{}
	for code, d := range a.desks {
		if d.broken != nil {
			broken[code] = d.broken
		}
	}
	return broken
}
