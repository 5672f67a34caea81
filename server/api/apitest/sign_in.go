// Package apitest signs in to a running server, as a phone does, for the tests and
// trials that write over HTTP.
package apitest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// answer is what the steps of a sign-in return.
type answer struct {
	Tokens *struct {
		Access string `json:"access_token"`
	} `json:"tokens"`
	Next   string `json:"next"`
	Ticket string `json:"ticket"`
}

// SignIn signs in at the server and returns an access token, which lasts minutes.
// Where the password is to be changed it is changed to next, and changed is true.
func SignIn(ctx context.Context, client *http.Client, base, city, login, password, next string) (token string, changed bool, err error) {
	a, err := post(ctx, client, base+"/api/v1/sign-in", map[string]string{"city": city, "login": login, "password": password})
	if err == nil && a.Next == "change_password" {
		changed = true
		a, err = post(ctx, client, base+"/api/v1/sign-in/password", map[string]string{"ticket": a.Ticket, "password": next})
	}
	if err != nil {
		return "", false, err
	}
	if a.Tokens == nil {
		return "", false, fmt.Errorf("%s wants %q", base, a.Next)
	}
	return a.Tokens.Access, changed, nil
}

// post makes one request; what it sends is told to nobody.
func post(ctx context.Context, client *http.Client, url string, body map[string]string) (a answer, err error) {
	text, err := json.Marshal(body)
	if err != nil {
		return a, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(text))
	if err != nil {
		return a, err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return a, err
	}
	defer response.Body.Close()
	said, err := io.ReadAll(response.Body)
	if err != nil {
		return a, err
	}
	if response.StatusCode != http.StatusOK {
		return a, fmt.Errorf("%s: %s: %.300s", url, response.Status, said)
	}
	return a, json.Unmarshal(said, &a)
}

// OneTime returns the password that user create-admin printed: its last line.
func OneTime(printed string) string {
	lines := strings.Split(strings.TrimSpace(printed), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}
