package cli

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"sizhang/domain/fault"
)

func TestMongoURIs(t *testing.T) {
	for uri, want := range map[string]struct {
		code  fault.Code // empty for a good one
		shown string
	}{
		"mongodb://localhost":                                                 {"", "mongodb://localhost"},
		"mongodb://localhost/":                                                {"", "mongodb://localhost"},
		"mongodb://a:27017,b:27018,c/sizhang?replicaSet=rs":                   {"", "mongodb://a:27017,b:27018,c/sizhang?replicaSet=rs"},
		"mongodb://a/?tls=true&replicaSet=rs0":                                {"", "mongodb://a/?tls=true&replicaSet=rs0"},
		"mongodb://u:s3cret@a:1/db":                                           {"", "mongodb://***@a:1/db"},
		"mongodb://u@a/db":                                                    {"", "mongodb://***@a/db"},
		"mongodb://u:s3cret%40%3A%2F@a/db?authSource=admin":                   {"", "mongodb://***@a/db?authSource=admin"},
		"mongodb://[::1]:27017/db":                                            {"", "mongodb://[::1]:27017/db"},
		"mongodb://[fe80::1]/db":                                              {"", "mongodb://[fe80::1]/db"},
		"mongodb://%2Ftmp%2Fmongodb-27017.sock/db":                            {"", "mongodb://%2Ftmp%2Fmongodb-27017.sock/db"},
		"mongodb+srv://u:s3cret@cluster.example.cn/db":                        {"", "mongodb+srv://***@cluster.example.cn/db"},
		"mongodb://a/db?tlsCertificateKeyFilePassword=s3cret&tls=true":        {"", "mongodb://a/db?tlsCertificateKeyFilePassword=***&tls=true"},
		"mongodb://a/db?authMechanismProperties=AWS_SESSION_TOKEN:s3cret&w=2": {"", "mongodb://a/db?authMechanismProperties=***&w=2"},
		"mongodb://u:s3cret@a/db?proxyPassword=s3cret2":                       {"", "mongodb://***@a/db?proxyPassword=***"},
		"localhost:27017":                                                     {fault.MongoURIScheme, hidden},
		"mysql://u:s3cret@a/db":                                               {fault.MongoURIScheme, hidden},
		"mongodb:/a":                                                          {fault.MongoURIScheme, hidden},
		"MONGODB://a":                                                         {fault.MongoURIScheme, hidden},
		"mongodb://u:s3/cret@a/db":                                            {fault.MongoURIUser, hidden},
		"mongodb://u:s3@cret@a/db":                                            {fault.MongoURIUser, hidden},
		"mongodb://u:s3:cret@a/db":                                            {fault.MongoURIUser, hidden},
		"mongodb://u:s3?cret@a/db":                                            {fault.MongoURIUser, hidden},
		"mongodb://u:s3%cret@a/db":                                            {fault.MongoURIUser, hidden},
		"mongodb://:s3cret@a/db":                                              {fault.MongoURIUser, hidden},
		"mongodb://":                                                          {fault.MongoURIHost, hidden},
		"mongodb:///db":                                                       {fault.MongoURIHost, hidden},
		"mongodb://a,,b/db":                                                   {fault.MongoURIHost, hidden},
		"mongodb://a:0/db":                                                    {fault.MongoURIHost, hidden},
		"mongodb://a:65536/db":                                                {fault.MongoURIHost, hidden},
		"mongodb://u:s3cret/db":                                               {fault.MongoURIHost, hidden}, // the host was forgotten
		"mongodb://a b/db":                                                    {fault.MongoURIHost, hidden},
		"mongodb+srv://a:27017/db":                                            {fault.MongoURIHost, hidden},
		"mongodb+srv://a,b/db":                                                {fault.MongoURIHost, hidden},
		"mongodb://a/d.b":                                                     {fault.MongoURIDatabase, hidden},
		"mongodb://a/d$b":                                                     {fault.MongoURIDatabase, hidden},
		"mongodb://a/d%20b":                                                   {fault.MongoURIDatabase, hidden},
		"mongodb://a/" + strings.Repeat("x", 64):                              {fault.MongoURIDatabase, hidden},
		"mongodb://a?replicaSet=rs":                                           {fault.MongoURIOption, hidden},
		"mongodb://a/db?replicaSet":                                           {fault.MongoURIOption, hidden},
		"mongodb://a/db?=rs":                                                  {fault.MongoURIOption, hidden},
		"mongodb://a/db?w=%zz":                                                {fault.MongoURIOption, hidden},
	} {
		f := checkMongoURI(uri)
		switch {
		case want.code == "" && f != nil:
			t.Errorf("%s was refused: %v", uri, f)
		case want.code != "" && (f == nil || f.Code != want.code):
			t.Errorf("%s: %v, want %s", uri, f, want.code)
		}
		if got := shownMongoURI(uri); got != want.shown || strings.Contains(got, "s3") {
			t.Errorf("%s is shown as %s, want %s", uri, got, want.shown)
		}
	}
}

func TestErrorsTellNoSecrets(t *testing.T) {
	const uri = "mongodb://clerk:s3%40cret@a/db?proxyPassword=h1dden"
	cause := fmt.Errorf("cannot use %s: user clerk:s3%%40cret, password s3%%40cret or s3@cret or h1dden: %w", uri, errors.ErrUnsupported)
	err := withoutSecrets(cause, uri)
	for _, secret := range []string{"s3%40cret", "s3@cret", "h1dden"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("%s tells %s", err, secret)
		}
	}
	if !errors.Is(err, errors.ErrUnsupported) {
		t.Error("the error has become another")
	}
	if plain := errors.New("no such host"); withoutSecrets(plain, uri) != plain {
		t.Error("an error without secrets has become another")
	}
}
