package issues

import (
	"context"

	"sizhang/domain/issue"
	"sizhang/server/store"
)

// Get returns an issue; fault.IssueNotFound where there is none.
func (s *Issues) Get(ctx context.Context, city, id string) (issue.Issue, error) {
	k, err := s.read(ctx, city, id)
	if err == nil {
		s.seen.put(k, s.now())
	}
	return k.Issue, err
}

// ByNumber returns the issue with the receipt number, and ByOutside the one that came
// from the source under the number there; fault.IssueNotFound where there is none.
func (s *Issues) ByNumber(ctx context.Context, city, number string) (issue.Issue, error) {
	return s.find(ctx, city, "number", number)
}
func (s *Issues) ByOutside(ctx context.Context, city string, from issue.Source, outside string) (issue.Issue, error) {
	return s.find(ctx, city, "outside", outsideKey(from, outside))
}

// find returns the issue that an index has under the value.
func (s *Issues) find(ctx context.Context, city, index, value string) (issue.Issue, error) {
	if value == "" || len(value) > store.MaxKey || city == "" {
		return issue.Issue{}, notFound()
	}
	page, err := s.store.Query(ctx, store.Query{Collection: store.Issues, City: city, Index: index, Equal: []any{value}, Limit: 1})
	if err != nil {
		return issue.Issue{}, err
	}
	if len(page.Documents) == 0 {
		return issue.Issue{}, notFound()
	}
	k, err := readDocument(page.Documents[0])
	return k.Issue, err
}
