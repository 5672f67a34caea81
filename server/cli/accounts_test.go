package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sizhang/geo/geotest"
	"sizhang/server/api/apitest"
	"sizhang/server/auth/password"
	"sizhang/server/auth/secret"
	"sizhang/server/demo"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

// smallTown makes the city of the examples, without ground, in the folder data.
func smallTown(t *testing.T) {
	t.Helper()
	inExamples(t)
	mustRun(t, "import", "profile", "profile.yaml", "--city", "110101", "--publish")
	mustRun(t, strings.Fields("import areas areas.csv --levels province=city,city=-,district=county,street=subdistrict --city 110101 --publish")...)
}

// asks makes a request with a token and returns the status and the answer.
func asks(t *testing.T, url, token string) (int, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	answer, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var body bytes.Buffer
	if _, err := body.ReadFrom(answer.Body); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, body.String()
}

// The way from an empty city to one that people sign in to, beside a running server.
func TestTheFirstAdministrator(t *testing.T) {
	smallTown(t)
	serve := []string{"serve", "--listen", freeAddress}
	if out := servingUntil(t, serve, "create-admin", func(string, func() string) {}); !strings.Contains(out, "sizhang user create-admin --city 110101 --login NAME") {
		t.Errorf("a city without accounts is greeted with\n%s", out)
	}
	told := mustRun(t, strings.Fields("user create-admin --city 110101 --login Boss --name 王示例")...)
	secret := apitest.OneTime(told)
	if !regexp.MustCompile(`^([0-9a-z]{4}-){3}[0-9a-z]{4}$`).MatchString(secret) {
		t.Fatalf("told was %q", told)
	}
	want(t, exitFailed, "login_taken", "user create-admin --city 110101 --login boss")
	for _, line := range []string{"user list --city 110101", "user list --city 110101 --json", "record list --city 110101", "record export --city 110101", "config"} {
		if out := mustRun(t, strings.Fields(line)...); strings.Contains(out, secret) {
			t.Errorf("sizhang %s tells the password", line)
		}
	}
	chosen := password.OneTime()
	out := serving(t, serve, func(base string) {
		if _, _, err := apitest.SignIn(t.Context(), client, base, "110101", "boss", chosen, ""); err == nil {
			t.Error("another password does as well")
		}
		token, changed, err := apitest.SignIn(t.Context(), client, base, "110101", "boss", secret, chosen)
		if err != nil || !changed {
			t.Fatal(changed, err)
		}
		if status, body := asks(t, base+"/api/v1/me", token); status != http.StatusOK || !strings.Contains(body, "王示例") {
			t.Errorf("%d %s", status, body)
		}
		if _, _, err := apitest.SignIn(t.Context(), client, base, "110101", "boss", secret, ""); err == nil {
			t.Error("the one-time password does a second time")
		}

		// What the command line does counts at the next request.
		mustRun(t, "user", "create", "--city", "110101", "--login", "other", "--name", "李示例", "--role", "admin")
		mustRun(t, "user", "disable", "boss", "--city", "110101")
		if status, _ := asks(t, base+"/api/v1/me", token); status != http.StatusUnauthorized {
			t.Errorf("a disabled account is answered with %d", status)
		}
		mustRun(t, "user", "enable", "boss", "--city", "110101")
		if status, _ := asks(t, base+"/api/v1/me", token); status != http.StatusUnauthorized {
			t.Errorf("what was signed in before it was disabled is answered with %d", status)
		}
		again := apitest.OneTime(mustRun(t, "user", "reset-password", "boss", "--city", "110101"))
		if again == secret {
			t.Error("the same password again")
		}
		if status, _ := asks(t, base+"/api/v1/me", token); status != http.StatusUnauthorized {
			t.Errorf("after a reset the token is answered with %d", status)
		}
		if token, _, err = apitest.SignIn(t.Context(), client, base, "110101", "boss", again, password.OneTime()); err != nil {
			t.Fatal(err)
		}
		mustRun(t, "key", "rotate")
		if status, _ := asks(t, base+"/api/v1/me", token); status != http.StatusOK {
			t.Errorf("after a rotation the token is answered with %d", status)
		}
		mustRun(t, "key", "rotate", "--retire")
		eventuallyRefused(t, base, token)
	})
	if strings.Contains(out, "create-admin") {
		t.Errorf("a city with accounts is greeted with\n%s", out)
	}
	record := mustRun(t, "record", "export", "--city", "110101", "--format", "jsonl")
	for _, kind := range []string{"account_created", "role_given", "signed_in", "sign_in_refused", "password_changed", "password_reset", "account_disabled", "account_enabled", "exported"} {
		if !strings.Contains(record, `"kind":"`+kind+`"`) {
			t.Errorf("there is no %s in the record:\n%s", kind, record)
		}
	}
	for _, text := range []string{secret, chosen} {
		if strings.Contains(record, text) {
			t.Error("a password is in the record")
		}
	}
}

// eventuallyRefused wants a token to be refused within the second that a server may
// know of an older key.
func eventuallyRefused(t *testing.T, base, token string) {
	t.Helper()
	for range 5000 { // of less than a millisecond each
		if status, _ := asks(t, base+"/api/v1/me", token); status == http.StatusUnauthorized {
			return
		}
	}
	t.Error("a token of a retired key is still taken")
}

func TestTheLastAdministratorStays(t *testing.T) {
	geotest.Reckons(t)
	smallTown(t)
	mustRun(t, "user", "create-admin", "--city", "110101", "--login", "boss")
	want(t, exitFailed, "last_admin", "user disable boss --city 110101")
	want(t, exitFailed, "last_admin", "user take boss admin --city 110101")
	want(t, exitFailed, "grant_not_found", "user take boss supervisor --city 110101")
	want(t, exitFailed, "account_not_found", "user disable nobody --city 110101")
	want(t, exitFailed, "role_unknown", "user grant boss --role king --city 110101")
}

func TestAccountsAreImported(t *testing.T) {
	geotest.Reckons(t)
	smallTown(t)
	write(t, "accounts.csv", "登录名,姓名,角色,单元\nxun1,巡一,supervisor,110101001000\nxun2,巡二,督查员,110101001000\n")
	if out := mustRun(t, "user", "import", "accounts.csv", "--city", "110101", "--dry-run"); !strings.Contains(out, "仅检查") || strings.Contains(out, "-") && regexp.MustCompile(`[0-9a-z]{4}-[0-9a-z]{4}-`).MatchString(out) {
		t.Errorf("a dry run says\n%s", out)
	}
	if list := decoded[[]accountJSON](t, mustRun(t, "user", "list", "--city", "110101", "--json")); len(list) != 0 {
		t.Fatalf("a dry run made %v", list)
	}
	done := decoded[importedJSON](t, mustRun(t, "user", "import", "accounts.csv", "--city", "110101", "--json"))
	if !done.Written || done.Created != 2 || len(done.Rows) != 2 || done.Rows[0].Password == "" || done.Rows[0].Password == done.Rows[1].Password {
		t.Errorf("%+v", done)
	}
	list := decoded[[]accountJSON](t, mustRun(t, "user", "list", "--city", "110101", "--json"))
	if len(list) != 2 || len(list[1].Grants) != 1 || list[1].Grants[0].Role != "supervisor" || !list[1].Change {
		t.Errorf("%+v", list)
	}
	write(t, "accounts.csv", "login,name,role,unit\nxun3,巡三,king,110101001000\n")
	if code, out, _ := sizhang(t, "user", "import", "accounts.csv", "--city", "110101"); code != exitFailed || !strings.Contains(out, "king") {
		t.Errorf("exit %d\n%s", code, out)
	}
}

func TestATamperedRecordIsFound(t *testing.T) {
	geotest.Reckons(t)
	smallTown(t)
	mustRun(t, "user", "create-admin", "--city", "110101", "--login", "boss")
	verdict := decoded[struct{ Head string }](t, mustRun(t, "record", "verify", "--city", "110101", "--json"))
	mustRun(t, "user", "reset-password", "boss", "--city", "110101")
	mustRun(t, "record", "verify", "--city", "110101", "--anchor", strings.ToUpper(verdict.Head))
	want(t, exitFailed, "被改动", "record verify --city 110101 --anchor "+strings.Repeat("0", 64))

	st, err := sqlite.Open(t.Context(), "data", store.Schema)
	if err != nil {
		t.Fatal(err)
	}
	page, err := st.Query(t.Context(), store.Query{Collection: store.Records, City: "110101", Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	d := page.Documents[0]
	d.Body = []byte(strings.Replace(string(d.Body), "account_created", "account_changed", 1))
	if _, err := st.Replace(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	want(t, exitFailed, "第 1 条起", "record verify --city 110101")
}

func TestTheSecretIsKept(t *testing.T) {
	geotest.Reckons(t)
	smallTown(t)
	mustRun(t, "user", "create-admin", "--city", "110101", "--login", "boss")
	file := filepath.Join("data", secretFile)
	before := read(t, file)
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	want(t, exitFailed, "output_taken", "export units -o data/secret.key --city 110101")
	mustRun(t, "backup", "backup.zip")
	if strings.Contains(read(t, "backup.zip"), strings.TrimSpace(before)) {
		t.Error("the secret is in the backup")
	}
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	want(t, exitFailed, "secret_exposed", "user list --city 110101")
	want(t, exitFailed, "secret_exposed", "serve --listen "+freeAddress)
	if read(t, file) != before {
		t.Error("the secret changed")
	}
	if err := os.Chmod(file, 0o600); err != nil {
		t.Fatal(err)
	}
	mustRun(t, "record", "verify", "--city", "110101")
	if _, err := secret.Load("other.key"); err != nil {
		t.Fatal(err)
	}
	want(t, exitFailed, "被改动", "record verify --city 110101 --secret other.key")
}

// A file that is misspelt is no reason to seal the record with another secret.
func TestAnotherSecretIsNotMade(t *testing.T) {
	geotest.Reckons(t)
	smallTown(t)
	mustRun(t, "user", "create-admin", "--city", "110101", "--login", "boss")
	for _, line := range []string{"user reset-password boss --city 110101", "user list --city 110101", "record verify --city 110101"} {
		want(t, exitUsage, "--secret", line+" --secret secrte.key")
	}
	mustRun(t, "key", "list")
	want(t, exitUsage, "--secret", "key rotate --secret secrte.key")
	if _, err := os.Stat("secrte.key"); err == nil {
		t.Error("there is another secret")
	}
	mustRun(t, "record", "verify", "--city", "110101")

	// Who lost it starts the server.
	if err := os.Remove(filepath.Join("data", secretFile)); err != nil {
		t.Fatal(err)
	}
	want(t, exitUsage, "--secret", "user reset-password boss --city 110101")
	serving(t, []string{"serve", "--listen", freeAddress}, func(string) {})
	mustRun(t, "user", "reset-password", "boss", "--city", "110101")
}

// Every account that the demonstration prints signs in with what it prints, and has
// another password the next time.
func TestTheDemonstrationsAccounts(t *testing.T) {
	geotest.Reckons(t)
	line := regexp.MustCompile(`(?m)^  ([a-z-]+) +([0-9a-z]{4}(?:-[0-9a-z]{4}){3}) `)
	args := []string{"demo", "--listen", freeAddress, "--data", filepath.Join(t.TempDir(), "kept")}
	printed := map[string]bool{}
	for range 2 {
		servingUntil(t, args, "Ctrl-C", func(base string, out func() string) {
			found := line.FindAllStringSubmatch(out(), -1)
			if len(found) < 12 {
				t.Fatalf("%d accounts are printed:\n%s", len(found), out())
			}
			for _, account := range found {
				if printed[account[2]] {
					t.Errorf("%s has the password of the last time", account[1])
				}
				printed[account[2]] = true
				token, changed, err := apitest.SignIn(t.Context(), client, base, demo.Code, account[1], account[2], "")
				if err != nil || changed {
					t.Fatal(changed, err)
				}
				var me struct {
					Login    string
					Holdings []struct{ Role string }
				}
				status, body := asks(t, base+"/api/v1/me", token)
				if err := json.Unmarshal([]byte(body), &me); err != nil || status != http.StatusOK || me.Login != account[1] || len(me.Holdings) == 0 {
					t.Errorf("%s: %d %v %s", account[1], status, err, body)
				}
			}
			example := regexp.MustCompile(`-d '(\{"login".*\})'`).FindStringSubmatch(out())
			if example == nil {
				t.Fatalf("no example of a sign-in:\n%s", out())
			}
			answer, err := client.Post(base+"/api/v1/sign-in", "application/json", strings.NewReader(example[1]))
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			if answer.StatusCode != http.StatusOK {
				t.Errorf("the example is answered with %s", fmt.Sprint(answer.Status))
			}
		})
	}
}
