package standin

import "strings"

// InDatabase returns a connection string, of any server, with another database.
func InDatabase(uri, database string) string {
	scheme, rest, _ := strings.Cut(uri, "://")
	rest, options, optioned := strings.Cut(rest, "?")
	hosts, _, _ := strings.Cut(rest, "/")
	uri = scheme + "://" + hosts + "/" + database
	if optioned {
		uri += "?" + options
	}
	return uri
}
