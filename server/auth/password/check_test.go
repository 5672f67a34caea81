package password

import (
	"regexp"
	"strings"
	"testing"

	"sizhang/domain/fault"
)

func TestPasswordsThatWillNotDo(t *testing.T) {
	for password, want := range map[string]fault.Code{
		// good ones, of any kind of character (ASVS 5.0 6.2.5)
		"kX9$mQ2#vLp":                  "",
		"correct horse battery staple": "",
		"tianqi-zhenhao-7":             "",
		"今天天气真不错适合散步":                  "",
		"zhrqwvnmkt":                   "",
		"   spaces count   ":           "",
		"7294610385":                   "",
		strings.Repeat("kX9$mQ2#", 1) + strings.Repeat("vLp-Zt7!", 15): "",

		// length, in characters (6.2.1, 6.2.9)
		"":                                     fault.PasswordShort,
		"kX9$mQ2#v":                            fault.PasswordShort,
		"今天天气真不错适合":                            fault.PasswordShort,
		strings.Repeat("kX9$mQ2#vLp-Zt7!q", 8): fault.PasswordLong,

		// in a list, in any case (6.2.4, 6.2.12)
		"1q2w3e4r5t":      fault.PasswordKnown,
		"Basketball":      fault.PasswordKnown,
		"MANCHESTER":      fault.PasswordKnown,
		"usuckballz1":     fault.PasswordKnown,
		"mailcreated5240": fault.PasswordKnown,
		"woaini1314":      fault.PasswordKnown,
		"WoAiNi5201314":   fault.PasswordKnown,
		"wodemima123":     fault.PasswordKnown,
		"zhangxiuying":    fault.PasswordKnown,
		"wangguoqiang":    fault.PasswordKnown,
		"weirenminfuwu":   fault.PasswordKnown,
		"好好学习天天向上":        fault.PasswordShort,
		"好好学习天天向上2024":    fault.PasswordKnown,

		// with what is easily put before or after, or other signs for letters
		"password12":         fault.PasswordKnown,
		"Password2024!":      fault.PasswordKnown,
		"P@ssw0rd2024":       fault.PasswordKnown,
		"P4$$w0rd!!":         fault.PasswordKnown,
		"!!dragon2024":       fault.PasswordKnown,
		"2024monkey":         fault.PasswordKnown,
		"woaini1314ab":       fault.PasswordKnown,
		"ab1qaz2wsx3edc":     fault.PasswordKnown,
		"Zhangwei@1990":      fault.PasswordKnown,
		"zhangwei5201314":    fault.PasswordKnown,
		"liaoning_2024":      fault.PasswordKnown,
		"wanggezhang888":     fault.PasswordKnown,
		"Admin@123456":       fault.PasswordKnown,
		"dragondragon":       fault.PasswordKnown,
		"dragondragon2024":   fault.PasswordKnown,
		"monkeymonkeymonkey": fault.PasswordKnown,

		// patterns
		"aaaaaaaaaa":           fault.PasswordKnown,
		"我我我我我我我我我我":           fault.PasswordKnown,
		"abcabcabcabc":         fault.PasswordKnown,
		"a1b2a1b2a1b2":         fault.PasswordKnown,
		"abcdefghij":           fault.PasswordKnown,
		"jihgfedcba":           fault.PasswordKnown,
		"0123456789":           fault.PasswordKnown,
		"9876543210":           fault.PasswordKnown,
		"abcdef123456":         fault.PasswordKnown,
		"qwertyuiop[]":         fault.PasswordKnown,
		"asdfghjkl;'":          fault.PasswordKnown,
		"!QAZ@WSX#EDC":         fault.PasswordKnown,
		"1qaz2wsx3edc4rfv5tgb": fault.PasswordKnown,
		"zxcvbnm,./":           fault.PasswordKnown,
		"aaaabbbbcccc":         fault.PasswordKnown,
		"!@#$%^&*()":           fault.PasswordKnown,
		"qwertyuiop2024":       fault.PasswordKnown,

		// days and numbers
		"19850101ab":         fault.PasswordKnown,
		"ab19850101cd":       fault.PasswordKnown,
		"1985-01-01":         fault.PasswordKnown,
		"1985.12.31x":        fault.PasswordKnown,
		"31/12/1985":         fault.PasswordKnown,
		"1985年1月1日":          fault.PasswordShort,
		"1985年12月31日":        fault.PasswordKnown,
		"1985010119860202":   fault.PasswordKnown,
		"13812345678":        fault.PasswordKnown,
		"a13812345678":       fault.PasswordKnown,
		"210302198501011234": fault.PasswordKnown,
		"21030219850101123X": fault.PasswordKnown,
	} {
		f := Check(password, "somebody", "某某某", "13900000000", "p-77")
		if got := codeOf(f); got != want {
			t.Errorf("%q (%d): got %q, want %q", password, len(password), got, want)
		}
		if f != nil && (f.Field != "password" || strings.Contains(f.Text(fault.Chinese), "{") || password != "" && strings.Contains(f.Error(), password)) {
			t.Errorf("%q: %v", password, f)
		}
	}
}

func codeOf(f *fault.Fault) fault.Code {
	if f == nil {
		return ""
	}
	return f.Code
}

// What says whose it is will not do: the login or a part of it, the name, the
// telephone number, the id (ASVS 5.0 6.2.11).
func TestAPasswordDoesNotSayWhoseItIs(t *testing.T) {
	about := []string{"zhenhua.ouyang@anshan", "欧阳", "+86 139-4127-8866", "LN-00731", "abc", ""}
	for password, want := range map[string]bool{
		"xx-zhenhua-99zz": true, "xxZHENHUAyyzz": true, "ouyang-7qqzz": true, "q7-anshan-qx": true, "zhenhua.ouyang@anshan": true,
		"欧阳真的很喜欢散步": false, "欧阳真的很喜欢在这里散步": true, "qxz13941278866zqx": true, "qx41278866qx": true, "kx-8866-vtqm": true, "kx-9412-vtqm": false,
		"qx-00731-vtqm": true, "LN-00731-vtqm": true, "abc-kx9vtqmw": false, "kX9$mQ2#vLp": false,
	} {
		got := codeOf(Check(password, about...))
		if wantCode := map[bool]fault.Code{true: fault.PasswordAbout}[want]; got != wantCode && got != fault.PasswordShort {
			t.Errorf("%q: got %q, want %q", password, got, wantCode)
		}
	}
	if got := codeOf(Check("qx41278866qxz", "13941278866")); got != fault.PasswordAbout {
		t.Errorf("the last eight digits of a telephone number: %q", got)
	}
	if f := Check("kX9$mQ2#vLp"); f != nil {
		t.Errorf("nothing is known of the person: %v", f)
	}
}

// The lists are whole, in lower case, and each of their passwords is refused.
func TestEveryListedPasswordIsRefused(t *testing.T) {
	all := passwords()
	if len(all) < 58_000 {
		t.Fatalf("only %d passwords", len(all))
	}
	long := 0
	for password := range all {
		if password == "" || password != strings.ToLower(password) || strings.TrimSpace(password) != password {
			t.Errorf("%q stands in a list", password)
		}
		for _, typed := range []string{password, strings.ToUpper(password), password + "2024!", password + password} {
			switch code := codeOf(Check(typed)); {
			case code == fault.PasswordKnown:
				long++
			case len([]rune(typed)) >= Shortest && strings.ToLower(typed) != password:
				// trimming digits may leave another heart than the listed one
			case code != fault.PasswordShort:
				t.Errorf("%q: %q", typed, code)
			}
		}
	}
	if long < 100_000 {
		t.Errorf("only %d of them have the length of a password", long)
	}
}

// Passwords that a machine made are not refused, so that the rules above cannot be
// too wide unnoticed.
func TestRandomPasswordsWillDo(t *testing.T) {
	refused := 0
	for range 20_000 {
		if Check(oneTime(), "somebody", "13900000000") != nil {
			refused++
		}
	}
	if refused > 2 {
		t.Errorf("%d of 20,000 are refused", refused)
	}
}

func TestAOneTimePasswordCanBeToldOverTheTelephone(t *testing.T) {
	shape := regexp.MustCompile(`^([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}$`)
	seen, letters := map[string]bool{}, map[rune]int{}
	for range 5000 {
		password := OneTime()
		if !shape.MatchString(password) || seen[password] {
			t.Fatalf("got %s", password)
		}
		if f := Check(password); f != nil {
			t.Fatalf("%s: %v", password, f)
		}
		seen[password] = true
		for _, letter := range password {
			letters[letter]++
		}
	}
	if len(letters) != 32 { // 31 and the hyphen
		t.Errorf("%d letters", len(letters))
	}
	for letter, times := range letters { // 80,000 / 31 = 2581, σ = 50
		if letter != '-' && (times < 2250 || times > 2910) {
			t.Errorf("%c stands there %d times", letter, times)
		}
	}
}

// FuzzCheck looks for a text that stops the process or is refused in another case.
func FuzzCheck(f *testing.F) {
	for _, text := range []string{"", "kX9$mQ2#vLp", "aaaaaaaaaa", "密码密码密码密码密码", "\xff\xfe\xfd0123456789", "Password2024!"} {
		f.Add(text, "zhang")
	}
	f.Fuzz(func(t *testing.T, password, login string) {
		refused := Check(password, login)
		if refused != nil && refused.Text(fault.Chinese) == "" {
			t.Fatal("no text")
		}
		upper, lower := strings.ToUpper(password), strings.ToLower(password)
		if strings.ToLower(upper) == lower && len([]rune(upper)) == len([]rune(password)) { // not ß or ſ
			if codeOf(Check(upper, login)) != codeOf(refused) {
				t.Fatalf("%q and %q differ", password, upper)
			}
		}
	})
}
