package doctor

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	// answerTime is how long a server may take over one question.
	answerTime = 5 * time.Second
	// maxAnswer is the most that is read of an answer: the contract's own text is
	// some hundred kB, a list of cities less.
	maxAnswer = 16 << 20
)

// visit is a look at a running server.
type visit struct {
	*examination
	base   *url.URL
	client *http.Client
}

// examineServer asks a running server how it is and compares it with this program
// and with the store.
func (e *examination) examineServer(ctx context.Context) {
	base, err := url.Parse(e.Server)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		e.add("server_address", "server", e.Server)
		return
	}
	v := &visit{e, base, &http.Client{Timeout: answerTime, Transport: &http.Transport{DisableKeepAlives: true}}}
	if !v.lives(ctx) {
		return
	}
	v.exposure(ctx)
	v.sameVersion(ctx)
	if v.ready(ctx) {
		v.sameCities(ctx)
	}
}

// lives asks whether the server runs, and what time it is there.
func (v *visit) lives(ctx context.Context) bool {
	var alive struct {
		Status string `json:"status"`
	}
	before := v.Now()
	answer, err := v.get(ctx, "/livez", &alive)
	took := v.Now().Sub(before)
	switch {
	case answer == nil:
		v.add("server_silent", "server", v.Server, "detail", err.Error())
		return false
	case err != nil || answer.StatusCode != http.StatusOK || alive.Status != "ok":
		v.add("server_other", "server", v.Server, "status", answer.Status)
		return false
	}
	v.add("server", "server", v.Server, "took", took.Round(time.Millisecond).String())
	v.clock(answer.Header.Get("Date"), before.Add(took/2))
	return true
}

// clock compares the server's clock with this machine's. A Date has whole seconds,
// cut off.
func (v *visit) clock(date string, here time.Time) {
	there, err := http.ParseTime(date)
	if err != nil {
		return
	}
	apart := there.Add(time.Second / 2).Sub(here).Seconds()
	code := Code("server_clock")
	switch {
	case apart > clocksDiffer, apart < -clocksDiffer:
		code = "server_clock_wrong"
	case apart > clocksAgree, apart < -clocksAgree:
		code = "server_clock_off"
	}
	v.add(code, "server", v.Server, "seconds", secondsText(apart))
}

// sameVersion compares the program that runs there with this one.
func (v *visit) sameVersion(ctx context.Context) {
	var contract struct {
		Info struct {
			Version string `json:"version"`
		} `json:"info"`
	}
	if _, err := v.get(ctx, "/openapi.json", &contract); err != nil || contract.Info.Version == "" {
		v.add("server_version_unknown", "server", v.Server)
		return
	}
	code := Code("server_version")
	if contract.Info.Version != v.Version {
		code = "server_version_other"
	}
	v.add(code, "server", v.Server, "there", contract.Info.Version, "here", v.Version)
}

// ready asks whether the server takes requests.
func (v *visit) ready(ctx context.Context) bool {
	var readiness struct {
		Checks []struct {
			Name   string `json:"name"`
			Status string `json:"status"`
			Code   string `json:"code"`
		} `json:"checks"`
	}
	answer, err := v.get(ctx, "/readyz", &readiness)
	if err != nil {
		v.add("server_broke_off", "server", v.Server, "detail", err.Error())
		return false
	}
	if answer.StatusCode == http.StatusOK {
		v.add("server_ready", "server", v.Server)
		return true
	}
	var failing []string
	for _, check := range readiness.Checks {
		if check.Status != "ok" {
			failing = append(failing, strings.TrimSpace(check.Name+" "+check.Code))
		}
	}
	v.add("server_unready", "server", v.Server, "checks", strings.Join(failing, ", "))
	return false
}

// get asks for JSON. The answer is nil where there was none at all.
func (v *visit) get(ctx context.Context, path string, into any) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, v.base.JoinPath(path).String(), nil)
	if err != nil {
		return nil, err
	}
	answer, err := v.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	return answer, json.NewDecoder(io.LimitReader(answer.Body, maxAnswer)).Decode(into)
}
