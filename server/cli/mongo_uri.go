package cli

import (
	"fmt"
	"iter"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"sizhang/domain/fault"
)

// mongoURI is a connection string taken apart as far as the command line must
// know it: to refuse what cannot be one, in plain words, before anything is
// asked, and to show it without its secrets. What the options mean is the
// driver's to say.
type mongoURI struct {
	scheme, user, hosts, database, options string
	credentials                            bool
}

// The schemes of a connection string.
const (
	mongoScheme = "mongodb"
	srvScheme   = "mongodb+srv" // the hosts stand in the DNS
)

// parseMongoURI takes a connection string apart and returns what is wrong with
// it, nil if nothing is. The fault tells no part of it.
func parseMongoURI(text string) (mongoURI, *fault.Fault) {
	var u mongoURI
	scheme, rest, found := strings.Cut(text, "://")
	if !found || scheme != mongoScheme && scheme != srvScheme {
		return u, fault.New(fault.MongoURIScheme, "", nil)
	}
	u.scheme = scheme
	if at := strings.IndexAny(rest, "@/?"); at >= 0 && rest[at] == '@' {
		u.user, rest, u.credentials = rest[:at], rest[at+1:], true
	}
	rest, u.options, _ = strings.Cut(rest, "?")
	hosts, database, slash := strings.Cut(rest, "/")
	u.hosts, u.database = hosts, database
	switch {
	case u.credentials && !goodUser(u.user), strings.Contains(rest, "@"), !u.credentials && strings.Contains(u.options, "@"):
		return u, fault.New(fault.MongoURIUser, "", nil)
	case !goodHosts(scheme, hosts):
		return u, fault.New(fault.MongoURIHost, "", nil)
	case !goodDatabase(database):
		return u, fault.New(fault.MongoURIDatabase, "", nil)
	case !slash && u.options != "", !goodOptions(u.options):
		return u, fault.New(fault.MongoURIOption, "", nil)
	}
	return u, nil
}

func checkMongoURI(text string) *fault.Fault {
	_, f := parseMongoURI(text)
	return f
}

// usableMongoURI says in both languages what is wrong with the connection string
// of a flag.
func usableMongoURI(flag, text string) error {
	if f := checkMongoURI(text); f != nil {
		return usageError(fmt.Sprintf("%s: %s / %s (%s)", flag, f.Text(fault.Chinese), f.Text(fault.English), f.Code))
	}
	return nil
}

// goodUser wants a name and, behind a colon, a password, with every other sign
// that has a meaning escaped.
func goodUser(text string) bool {
	name, password, _ := strings.Cut(text, ":")
	_, err := url.PathUnescape(text)
	return err == nil && name != "" && !strings.Contains(password, ":")
}

var (
	socket   = regexp.MustCompile(`^%2[Ff][A-Za-z0-9%._-]+\.sock$`)
	hostName = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)
	ipv6     = regexp.MustCompile(`^\[[0-9A-Fa-f:.]+\]$`)
)

func goodHosts(scheme, hosts string) bool {
	for host := range strings.SplitSeq(hosts, ",") {
		port, name := "", host
		if at := strings.LastIndexByte(host, ':'); at >= 0 && !strings.HasSuffix(host, "]") {
			name, port = host[:at], host[at+1:]
			if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
				return false
			}
		}
		if !hostName.MatchString(name) && !ipv6.MatchString(name) && !socket.MatchString(host) {
			return false
		}
		if scheme == srvScheme && (port != "" || host != hosts) {
			return false
		}
	}
	return true
}

// maxDatabaseName is MongoDB's longest name of a database in bytes.
const maxDatabaseName = 63

func goodDatabase(text string) bool {
	name, err := url.PathUnescape(text)
	return err == nil && len(name) <= maxDatabaseName && !strings.ContainsAny(name, "/\\. \"$*<>:|?\x00")
}

func goodOptions(text string) bool {
	if text == "" {
		return true
	}
	for option := range strings.SplitSeq(text, "&") {
		name, _, found := strings.Cut(option, "=")
		if _, err := url.QueryUnescape(option); err != nil || !found || name == "" {
			return false
		}
	}
	return true
}

// shownMongoURI is a connection string as it may be printed: without user and
// password, and without what options hide. Of one that is malformed nothing can be
// told safely.
func shownMongoURI(text string) string {
	u, f := parseMongoURI(text)
	if f != nil {
		return hidden
	}
	shown := u.scheme + "://"
	if u.credentials {
		shown += "***@"
	}
	shown += u.hosts
	if u.database != "" || u.options != "" {
		shown += "/" + u.database
	}
	mark := "?"
	for name, value := range u.eachOption() {
		if secretOption(name) {
			value = "***"
		}
		shown += mark + name + "=" + value
		mark = "&"
	}
	return shown
}

// eachOption goes through the options as they are written.
func (u mongoURI) eachOption() iter.Seq2[string, string] {
	return func(yield func(name, value string) bool) {
		for option := range strings.SplitSeq(u.options, "&") {
			if name, value, _ := strings.Cut(option, "="); name != "" && !yield(name, value) {
				return
			}
		}
	}
}

// secretOption says whether the value of an option must not be shown: passwords of
// keys and proxies, and the properties of a login, which hold tokens.
func secretOption(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "password") || name == "authmechanismproperties"
}

// hidden stands in the place of a secret.
const hidden = "******"

// mongoError is an error of a MongoDB as it may be printed. What the driver makes
// nothing of is an option, since all else was looked at before.
func mongoError(err error, uri string) error {
	err = withoutSecrets(err, uri)
	if text := err.Error(); strings.HasPrefix(text, "the MongoDB connection string") && !strings.Contains(text, "lookup ") {
		return &fault.Fault{Code: fault.MongoURIOption, Field: "--mongo", Cause: err}
	}
	return err
}

// withoutSecrets hides in an error's text whatever of the connection string
// nobody else should read. The error stays what it was.
func withoutSecrets(err error, uri string) error {
	u, _ := parseMongoURI(uri)
	_, password, _ := strings.Cut(u.user, ":")
	plain, _ := url.PathUnescape(password)
	secrets := []string{uri, u.user, password, plain}
	for name, value := range u.eachOption() {
		if secretOption(name) {
			secrets = append(secrets, value)
		}
	}
	text := err.Error()
	for _, secret := range secrets {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, hidden)
		}
	}
	if text == err.Error() {
		return err
	}
	return &quietError{text, err}
}

// quietError is an error that says less than it knows.
type quietError struct {
	text  string
	cause error
}

func (e *quietError) Error() string { return e.text }

func (e *quietError) Unwrap() error { return e.cause }
