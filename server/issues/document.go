package issues

import (
	"time"

	"sizhang/domain/issue"
	"sizhang/server/store"
)

// Document returns an issue as it is kept, with the instant at which the system has
// something to do about it: for who fills a store by itself, as tests of scale do.
func Document(i issue.Issue, due time.Time) (store.Document, error) {
	k := kept{Issue: i, due: due}
	return k.document(k.packed())
}
