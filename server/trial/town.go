package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"sizhang/server/api/apitest"
	"sizhang/server/auth/password"
	"sizhang/server/cli"
	"sizhang/server/profile"
)

const (
	communities = 32
	post        = "direct_leader"
)

func community(n int) string { return fmt.Sprintf("110101001%03d", n%communities+1) }

// day is the n-th day on which somebody takes over.
func day(n int) string {
	return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n).Format(time.DateOnly)
}

// town makes a small city in a new store, by the product's own commands.
func (t *turn) town(where string) error {
	names := []string{filepath.Join(t.dir, "profile.yaml"), filepath.Join(t.dir, "areas.csv")}
	var areas bytes.Buffer
	fmt.Fprint(&areas, "code,name,level,parent\n110100000000,北京市,city,\n110101000000,东城区,county,110100000000\n110101001000,东华门街道,subdistrict,110101000000\n")
	for n := range communities {
		fmt.Fprintf(&areas, "%s,社区%d,community,110101001000\n", community(n), n)
	}
	for i, content := range [][]byte{profile.Chinese, areas.Bytes()} {
		if err := os.WriteFile(names[i], content, 0o600); err != nil {
			return err
		}
	}
	var said bytes.Buffer
	for _, args := range [][]string{
		{"import", "profile", names[0]},
		{"import", "areas", names[1], "--draft", "last"},
		{"publish", "--draft", "last", "--effective", "2000-01-01"},
		{"user", "create-admin", "--login", clerk},
	} {
		said.Reset()
		if code := cli.Run(t.ctx, append(args, "--city", city, "--data", where), &said, &said); code != 0 {
			return fmt.Errorf("%v: exit code %d: %s", args, code, said.Bytes())
		}
	}
	t.passwords[where] = apitest.OneTime(said.String())
	return nil
}

// clerk is the administrator of every town.
const clerk = "clerk"

// signIn signs the clerk in to a server of the town. The password that they are
// told is changed at the first time, and is on the disk like any other write.
func (t *turn) signIn(s *site, where string) error {
	next := password.OneTime()
	token, changed, err := apitest.SignIn(t.ctx, s.client, s.url, city, clerk, t.passwords[where], next)
	if changed {
		t.passwords[where] = next
	}
	s.token = token
	return err
}

// term is one appointment as the API shows it.
type term struct {
	Name     string `json:"name"`
	From     string `json:"from"`
	Until    string `json:"until"`
	Document string `json:"document"`
}

func decodeInto(answer []byte, into any) error {
	if into == nil {
		return nil
	}
	return json.Unmarshal(answer, into)
}

// columnOf returns a column of a table that the API exported.
func columnOf(table []byte, name string) ([]string, error) {
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(table, []byte("\uFEFF")))).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	for i, title := range rows[0] {
		if title == name {
			var column []string
			for _, row := range rows[1:] {
				column = append(column, row[i])
			}
			return column, nil
		}
	}
	return nil, fmt.Errorf("no column %q in %v", name, rows[0])
}
