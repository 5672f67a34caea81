package storetest

import "time"

// patience is how long the suite waits for what must come before it says that it
// never will. No case measures time.
var patience = 30 * time.Second

// sizes are how much the heavy cases do.
type sizes struct {
	each      int // writes a writer, where 16 write one document
	calls     int // calls a writer, where each has documents of its own
	spread    int // documents a writer, where the changes are followed
	stay      int // documents that stay while others come and go
	walks     int // walks over them, at least
	writes    int // writes meanwhile, at least; as many again for each walk, at most
	many      int // documents, where there are many
	large     int // bytes of a body, where bodies are large
	cuts      int // times that a connection is cut
	sequences int // of the random model; 0 for as many as rapid is told
	histories int // a case, looked over for linearizability
}

func sizesOf(small bool) sizes {
	if small {
		return sizes{each: 4, calls: 8, spread: 4, stay: 20, walks: 2, writes: 40, many: 120, large: 1 << 20, cuts: 3, sequences: 8, histories: 4}
	}
	return sizes{each: 20, calls: 40, spread: 15, stay: 60, walks: 6, writes: 200, many: 2500, large: 5 << 20, cuts: 10, histories: 20}
}
