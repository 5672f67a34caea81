package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"sync"

	"sizhang/server/accounts"
	"sizhang/server/api/apitest"
	"sizhang/server/demo"
)

// caller is somebody who asks the server; nobody in particular without a login.
type caller struct {
	town *town
	// login, and where the role is held.
	login, role, unit, body string
	password                string
	lock                    sync.Mutex
	token                   string // the latest
}

// base is the address that requests are made out to; they never leave the process.
const base = "http://year.invalid"

// RoundTrip answers a request in this process, as http.RoundTripper.
func (t *town) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.RemoteAddr == "" {
		r.RemoteAddr = "192.0.2.1:1024"
	}
	w := httptest.NewRecorder()
	t.handler.ServeHTTP(w, r)
	return w.Result(), nil
}

// refusal is an answer of the server that says no.
type refusal struct {
	status int
	code   string
	text   string
}

func (r *refusal) Error() string { return fmt.Sprintf("%d %s: %.300s", r.status, r.code, r.text) }

// call makes a request with a JSON body, nil for none, and reads the answer into into.
// Whoever was signed in too long ago signs in again.
func (c *caller) call(ctx context.Context, method, path string, body, into any) error {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return err
		}
	}
	before := c.latest()
	err := c.send(ctx, method, path, "application/json", text, nil, into)
	if no, ok := err.(*refusal); ok && no.status == http.StatusUnauthorized && c.login != "" {
		if err = c.signIn(ctx, before); err == nil {
			err = c.send(ctx, method, path, "application/json", text, nil, into)
		}
	}
	return err
}

func (c *caller) send(ctx context.Context, method, path, media string, body []byte, header http.Header, into any) error {
	r := httptest.NewRequestWithContext(ctx, method, base+path, bytes.NewReader(body))
	r.RemoteAddr = "192.0.2.1:1024"
	for name, values := range header {
		r.Header[name] = values
	}
	if network := r.Header.Get("X-Network"); network != "" { // whose phone it is
		r.RemoteAddr = network + ":1024"
	}
	if len(body) > 0 {
		r.Header.Set("Content-Type", media)
	}
	if token := c.latest(); token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	c.town.handler.ServeHTTP(w, r)
	said := w.Body.Bytes()
	if w.Code >= 300 {
		no := &refusal{status: w.Code, text: string(said)}
		var problem struct{ Code string }
		if json.Unmarshal(said, &problem) == nil {
			no.code = problem.Code
		}
		return no
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(said, into)
}

func (c *caller) latest() string {
	c.lock.Lock()
	defer c.lock.Unlock()
	return c.token
}

// signIn signs in, with an account that is made where there is none, unless somebody
// else did since the token before was the latest.
func (c *caller) signIn(ctx context.Context, before string) error {
	c.lock.Lock()
	defer c.lock.Unlock()
	if c.token != before {
		return nil
	}
	if c.password == "" {
		c.password = "four seasons, twelve moons"
		n := accounts.NewAccount{Login: c.login, Name: c.login, Password: c.password, Grants: []accounts.Grant{{Role: c.role, Unit: c.unit, Body: c.body}}}
		if _, _, err := c.town.accounts.Create(ctx, accounts.Caller{Local: true}, demo.Code, n); err != nil {
			return err
		}
	}
	var err error
	c.token, _, err = apitest.SignIn(ctx, &http.Client{Transport: c.town}, base, demo.Code, c.login, c.password, c.password+" again")
	return err
}

// form is a citizen's report with a photo, as a phone sends it.
func (t *town) form(report any) (media string, body []byte, err error) {
	text, err := json.Marshal(report)
	if err != nil {
		return "", nil, err
	}
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	part, err := w.CreatePart(map[string][]string{"Content-Disposition": {`form-data; name="report"`}, "Content-Type": {"application/json"}})
	if err == nil {
		_, err = part.Write(text)
	}
	if err == nil {
		part, err = w.CreatePart(map[string][]string{"Content-Disposition": {`form-data; name="photo"; filename="1.jpg"`}, "Content-Type": {"image/jpeg"}})
	}
	if err == nil {
		_, err = io.Copy(part, bytes.NewReader(t.photo))
	}
	if err == nil {
		err = w.Close()
	}
	return w.FormDataContentType(), out.Bytes(), err
}

// answer answers the outcome of a citizen's report, with the key that they got.
func (c *caller) answer(ctx context.Context, r *receipt, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	header := http.Header{"X-Network": {r.network}, "X-Report-Key": {r.key}}
	return c.send(ctx, http.MethodPost, cityPath+"/reports/"+r.number+"/answer", "application/json", text, header, nil)
}
