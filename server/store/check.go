package store

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

var (
	namePattern  = regexp.MustCompile(`^[a-z][a-z_]*$`)
	fieldPattern = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
)

// CheckSchema says whether every sibling can be opened with the schema. Names
// are narrow on purpose: each becomes a table, a column or a field path.
func CheckSchema(schema []Collection) error {
	if len(schema) == 0 {
		return errors.New("the schema declares no collection")
	}
	seen := map[string]bool{}
	for _, c := range schema {
		if !namePattern.MatchString(c.Name) || seen[c.Name] {
			return fmt.Errorf("collection %q: the name is malformed or declared twice", c.Name)
		}
		seen[c.Name] = true
		if err := c.checkIndexes(); err != nil {
			return fmt.Errorf("collection %q: %w", c.Name, err)
		}
	}
	return nil
}

func (c Collection) checkIndexes() error {
	seen := map[string]bool{}
	for _, x := range c.Indexes {
		if !namePattern.MatchString(x.Name) || seen[x.Name] {
			return fmt.Errorf("index %q: the name is malformed or declared twice", x.Name)
		}
		seen[x.Name] = true
		if len(x.Fields) == 0 {
			return fmt.Errorf("index %q has no fields", x.Name)
		}
		for i, field := range x.Fields {
			if !fieldPattern.MatchString(field) || slices.Contains(x.Fields[:i], field) {
				return fmt.Errorf("index %q: field %q is malformed or named twice", x.Name, field)
			}
		}
	}
	return nil
}

// Check says whether every sibling can keep d in c and give the same value back.
// It is ErrTooLarge for a body over MaxBody or MaxWidth and ErrBadDocument for the rest:
// a city or id that is no key, or a body that is not a JSON object in UTF-8,
// nests deeper than MaxDepth, names a member twice or in a way that MongoDB
// reserves ($ in front, a dot or NUL inside), has a number that is neither a
// 64-bit integer nor a double, half a surrogate pair, or an indexed text that is
// no key. A tombstone's body is not looked at.
func (d Document) Check(c Collection) error {
	if !isKey(d.City) {
		return fmt.Errorf("%w: the city %.40q must be 1 to %d bytes of UTF-8 without NUL", ErrBadDocument, d.City, MaxKey)
	}
	if !isKey(d.ID) {
		return fmt.Errorf("%w: the id %.40q must be 1 to %d bytes of UTF-8 without NUL", ErrBadDocument, d.ID, MaxKey)
	}
	if d.Gone {
		return nil
	}
	if len(d.Body) > MaxBody {
		return fmt.Errorf("%w: %d bytes of at most %d", ErrTooLarge, len(d.Body), MaxBody)
	}
	width, err := checkBody(d.Body, c.indexed)
	if err != nil {
		return fmt.Errorf("%w: %s/%s: %w", ErrBadDocument, c.Name, d.ID, err)
	}
	if width > MaxWidth {
		return fmt.Errorf("%w: %d bytes of BSON of at most %d", ErrTooLarge, width, MaxWidth)
	}
	return nil
}

func (c Collection) indexed(field string) bool {
	for _, x := range c.Indexes {
		if slices.Contains(x.Fields, field) {
			return true
		}
	}
	return false
}

// isKey says whether the text can stand in a key. NUL is kept out because some
// stores end a text there.
func isKey(text string) bool {
	return text != "" && isIndexable(text)
}

func isIndexable(text string) bool {
	return len(text) <= MaxKey && utf8.ValidString(text) && !strings.ContainsRune(text, 0)
}

// Bind checks q against its collection and returns the index that it goes by,
// the zero Index for the id alone, and Equal with every value a string, an int64
// or a bool. It is ErrBadQuery for whatever does not fit; After is the sibling's
// to check.
func (q Query) Bind(c Collection) (Index, []any, error) {
	if q.Limit < 1 || q.Limit > MaxLimit {
		return Index{}, nil, fmt.Errorf("%w: the limit %d is not within 1 and %d", ErrBadQuery, q.Limit, MaxLimit)
	}
	var index Index
	if q.Index != "" {
		at := slices.IndexFunc(c.Indexes, func(x Index) bool { return x.Name == q.Index })
		if at < 0 {
			return Index{}, nil, fmt.Errorf("%w: %s has no index %q", ErrBadQuery, c.Name, q.Index)
		}
		index = c.Indexes[at]
	}
	if len(q.Equal) > len(index.Fields) {
		return Index{}, nil, fmt.Errorf("%w: %d values for the %d fields of index %q of %s",
			ErrBadQuery, len(q.Equal), len(index.Fields), q.Index, c.Name)
	}
	equal := make([]any, len(q.Equal))
	for i, value := range q.Equal {
		var ok bool
		if equal[i], ok = plain(value); !ok {
			return Index{}, nil, fmt.Errorf("%w: %s is given a %T; a string, a 64-bit integer or a bool was expected",
				ErrBadQuery, index.Fields[i], value)
		}
	}
	return index, equal, nil
}

// plain reduces a value, of a named type too, to a string, an int64 or a bool.
func plain(value any) (any, bool) {
	v := reflect.ValueOf(value)
	switch {
	case v.Kind() == reflect.String:
		return v.String(), true
	case v.Kind() == reflect.Bool:
		return v.Bool(), true
	case v.CanInt():
		return v.Int(), true
	case v.CanUint() && v.Uint() <= math.MaxInt64:
		return int64(v.Uint()), true
	}
	return nil, false
}

// Width returns how many bytes a body has as BSON; see MaxWidth. Escapes count as
// they are written, so it may be less.
func Width(body []byte) (int, error) {
	return checkBody(body, func(string) bool { return false })
}
