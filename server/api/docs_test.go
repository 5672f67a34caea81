package api

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
)

var (
	inPage  = regexp.MustCompile(`(?:src|href)="([^"]*)"`)
	inStyle = regexp.MustCompile(`url\(\s*["']?([^"')]*)`)
	offSite = regexp.MustCompile(`(?i)(?:https?:)?//`)
)

// Everything that the docs page names is served by this server, so that it works
// without internet, and its policy lets nothing else in.
func TestDocsNeedNoInternet(t *testing.T) {
	s := fixtureServer(t)
	page := ask(s, "GET", "/docs", nil, "")
	if page.Code != 200 || !strings.HasPrefix(page.Header().Get("Content-Type"), "text/html") {
		t.Fatalf("%d %s", page.Code, page.Header().Get("Content-Type"))
	}
	policy := page.Header().Get("Content-Security-Policy")
	if !strings.HasPrefix(policy, "default-src 'none'") || offSite.MatchString(policy) || strings.Contains(policy, "unsafe-eval") ||
		!strings.Contains(policy, "script-src 'self';") {
		t.Errorf("policy %q", policy)
	}
	base, _ := url.Parse("/docs")
	found := inPage.FindAllStringSubmatch(page.Body.String(), -1)
	if len(found) < 6 {
		t.Fatalf("the page names only %v", found)
	}
	for _, match := range found {
		link, err := base.Parse(match[1])
		if err != nil || link.Host != "" || link.Scheme != "" {
			t.Errorf("%s leads off the site", match[1])
			continue
		}
		asset := ask(s, "GET", link.Path, nil, "")
		if asset.Code != 200 || asset.Body.Len() == 0 {
			t.Errorf("%s answers %d", link.Path, asset.Code)
		}
		if strings.HasSuffix(link.Path, ".css") {
			for _, reference := range inStyle.FindAllStringSubmatch(asset.Body.String(), -1) {
				if !strings.HasPrefix(reference[1], "data:") && reference[1] != "" {
					t.Errorf("%s loads %s", link.Path, reference[1])
				}
			}
		}
	}
	script := ask(s, "GET", "/docs/page.js", nil, "").Body.String()
	if !strings.Contains(script, `url: "openapi.json"`) || !strings.Contains(script, "validatorUrl: null") {
		t.Errorf("the page shows another contract, or sends it away:\n%s", script)
	}
}

func TestDocsAreKept(t *testing.T) {
	s := fixtureServer(t)
	first := ask(s, "GET", "/openapi.json", nil, "")
	again := ask(s, "GET", "/openapi.json", map[string]string{"If-None-Match": first.Header().Get("ETag")}, "")
	if first.Code != 200 || again.Code != 304 || again.Body.Len() != 0 {
		t.Errorf("%d, then %d with %d bytes", first.Code, again.Code, again.Body.Len())
	}
	yaml := ask(s, "GET", "/openapi.yaml", nil, "")
	if yaml.Code != 200 || !strings.Contains(yaml.Body.String(), "openapi: 3.1") {
		t.Errorf("%d %.80s", yaml.Code, yaml.Body)
	}
	if moved := ask(s, "GET", "/docs/", nil, ""); moved.Code != 301 || moved.Header().Get("Location") != "/docs" {
		t.Errorf("%d to %s", moved.Code, moved.Header().Get("Location"))
	}
}
