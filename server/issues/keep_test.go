package issues

import (
	"testing"

	"sizhang/domain/fault"
	"sizhang/domain/issue"
)

// What an import brings is there already only where it is that very thing: whoever has
// its id for something else does not keep it out unnoticed.
func TestWhatIsKeptIsThereOnce(t *testing.T) {
	f := newFixture(t, openSQLite(t))
	i := f.file(report(inWest))
	if first, err := f.Keep(t.Context(), i); first || err != nil {
		t.Errorf("the same again: %v, %v", first, err)
	}
	other := i
	other.Source, other.Outside = issue.FromOther, "1"
	_, err := f.Keep(t.Context(), other)
	wants(t, "another of the same id", err, fault.IssueExists)
	other.ID, other.Number = "free", ""
	for _, want := range []bool{true, false} {
		if first, err := f.Keep(t.Context(), other); first != want || err != nil {
			t.Errorf("kept: %v, %v", first, err)
		}
		other.ID = "another" // and the same number there
	}
}
