package store

// Codes of findings. What each means to a person, and what to do about it, is
// where they are shown.
const (
	// Facts.
	FoundStore     = "store"     // kind, where, layout, server: what the store is
	FoundDocuments = "documents" // collection, count, gone: how much it holds; deep only
	// Trouble.
	FoundIndexMissing  = "index_missing"  // collection, index: declared and not there
	FoundIndexStrange  = "index_strange"  // collection, index: there, declared otherwise
	FoundDamaged       = "damaged"        // where, detail: what cannot be read as it was written
	FoundBadDocument   = "bad_document"   // collection, city, id, detail: not a document of the contract
	FoundNoReplicas    = "no_replicas"    // server: a MongoDB that is no replica set
	FoundNoStream      = "no_stream"      // detail: no change stream; changes are polled
	FoundNoSnapshot    = "no_snapshot"    // detail: cannot read at one moment
	FoundLaneAbandoned = "lane_abandoned" // lane, since: a process ended without saying so
	FoundClock         = "clock"          // seconds: how far the server's clock is from this machine's
	FoundRoom          = "room"           // free, used, where: bytes left on the disk of the store
)
