package demo

import "math/rand/v2"

// randomFor returns the random numbers of one part of the city.
func randomFor(part string) *rand.Rand {
	const seed = 2004 // the year in which Dongcheng drew its first grids
	h := uint64(14695981039346656037)
	for _, b := range []byte(part) { // FNV-1a
		h = (h ^ uint64(b)) * 1099511628211
	}
	return rand.New(rand.NewPCG(seed, h))
}

// uneven returns n weights around 1, by and large within the spread.
func (s *surveyor) uneven(n int, spread float64) []float64 {
	w := make([]float64, n)
	for i := range w {
		w[i] = max(0.5, 1+s.rng.NormFloat64()*spread)
	}
	return w
}
