package api

import (
	"net/url"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/fault"
)

// knowing refuses query parameters that an operation does not have: a misspelt
// one, or one of a newer server, must not be answered as if it were not there.
// Nor may one come twice, when only the first would be heard.
func knowing(names *[]string) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		location := ctx.URL()
		query := location.RawQuery
		if query == "" {
			next(ctx)
			return
		}
		var wrong []*fault.Fault
		var seen uint64 // a bit for each name
		for rest := query; rest != ""; {
			var name string
			if name, _, rest = nextParameter(rest); name == "" {
				continue
			}
			i := slices.Index(*names, name)
			switch {
			case i < 0:
				wrong = append(wrong, fault.New(fault.FieldUnknown, name, nil))
			case seen>>i&1 == 1:
				wrong = append(wrong, fault.New(fault.FieldTwice, name, nil))
			default:
				seen |= 1 << i
			}
		}
		if wrong != nil {
			refuseWith(ctx, fault.New(fault.InvalidRequest, "", nil), wrong...)
			return
		}
		next(queryContext{ctx, query})
	}
}

// queryContext finds a parameter in the query as it was sent. gin and huma make
// a map of it, which costs more than the few comparisons that a short query
// takes.
type queryContext struct {
	humaContext
	query string
}

// humaContext has another name so that its method Context is not hidden.
type humaContext huma.Context

// Query returns the parameter's value, empty where it has none.
func (c queryContext) Query(name string) string {
	for rest := c.query; rest != ""; {
		var key, value string
		if key, value, rest = nextParameter(rest); key == name {
			return value
		}
	}
	return ""
}

// Unwrap is how the adapter finds its own context.
func (c queryContext) Unwrap() huma.Context { return c.humaContext }

// nextParameter takes the first parameter off a query. What cannot be unescaped
// stays as it is, and so is found unknown or invalid.
func nextParameter(query string) (name, value, rest string) {
	pair, rest, _ := strings.Cut(query, "&")
	name, value, _ = strings.Cut(pair, "=")
	return unescape(name), unescape(value), rest
}

func unescape(text string) string {
	if !strings.ContainsAny(text, "%+") {
		return text
	}
	plain, err := url.QueryUnescape(text)
	if err != nil {
		return text
	}
	return plain
}
