package api

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"sizhang/domain/access"
	"sizhang/domain/fault"
	"sizhang/server/live"
)

const eventsType = "text/event-stream"

var aboutLive = about{
	id: "live", tag: tagIssues, access: rightTo(access.IssueRead, somewhere),
	zh: "实时推送", en: "What happens, live",
	note: "推送与我有关的问题：管辖之内的、在我手上的、我上报的；`only=mine` 只要后两种。每条给出问题的最新状态，至少一次；列表请照常读取。" +
		"`event: issue` 问题变了（`data` 见下）；`event: gone` 不再与我有关；`event: reset` 请重新读取列表；`event: end` 推送结束，`code` 说明原因（令牌过期即换新令牌后接上）。" +
		"断线后以最后一个 `id` 作为 `Last-Event-ID` 接上，任何一台服务器都可以。每 15 秒至少有一行。先连接、收到第一个 `id` 后再读取列表，便不会遗漏。" +
		"浏览器的 `EventSource` 不能带令牌，请用 `fetch`。\n\n" +
		"Tells of the issues that concern the caller: within their scope, in their hands, or reported by them; the latter two only with `only=mine`. " +
		"Each message has the latest state of an issue, at least once. `event: issue` one changed; `gone` one is no longer yours; `reset` read lists anew; `end` nothing follows, and `code` says why (with `token_expired` come back with a new token). " +
		"Cut off, come back with the last `id` as `Last-Event-ID`, at any server. There is a line every 15 seconds. Connect and take the first `id` before reading a list, and nothing is missed. " +
		"A browser's `EventSource` cannot bring a token: use `fetch`.",
	produces: []string{eventsType},
	answer: func(huma.Registry) map[string]*huma.Response {
		const example = "id: AbC\nevent: issue\n" +
			`data: {"issue":"01932d5e-8c00-7000-8000-000000000000","number":"110101202603010001","seq":3,"state":"dispatched","action":"dispatch","at":"2026-03-01T09:30:00+08:00",` +
			`"hands":{"unit":"110101001001003","post":"grid_head","person":"P0001","name":"张三"},"due":"2026-03-02T09:30:00+08:00","category":"0101","cell":"8b31aa428211fff"}` + "\n\n"
		return map[string]*huma.Response{"200": {
			Description: "server-sent events (WHATWG HTML, 9.2)",
			Content:     map[string]*huma.MediaType{eventsType: {Schema: &huma.Schema{Type: huma.TypeString}, Example: example}},
		}}
	},
	problems: []fault.Code{fault.LiveAbsent, fault.StreamsTooMany},
}

// Live tells what happens; *live.Live does.
type Live interface {
	Open(c live.Caller) (*live.Stream, error)
}

type liveInput struct {
	SignedIn
	CityInput
	Only  string `query:"only" enum:"mine" doc:"mine：只要在我手上的和我上报的 · mine: only what is in my hands or reported by me" example:"mine"`
	Since string `header:"Last-Event-ID" maxLength:"4096" doc:"最后收到的 id · The last id that was received" example:"Sg-75XSQwcWmhRSFAAAAAAAAllQ"`

	token string
}

// Resolve is where huma lets an input read the request: the caller is identified again
// and again while they listen, by what they identified themselves with.
func (in *liveInput) Resolve(ctx huma.Context) []error {
	_, token, _ := strings.Cut(ctx.Header("Authorization"), " ")
	in.token = strings.Trim(token, " ")
	return in.SignedIn.Resolve(ctx)
}

func (s *Server) live(_ context.Context, in *liveInput) (*written, error) {
	if s.options.Live == nil {
		return nil, fault.New(fault.LiveAbsent, "", nil)
	}
	check := func(ctx context.Context) (access.Actor, error) {
		who, err := s.options.Sessions.Identify(ctx, in.token)
		return who.Actor, err
	}
	stream, err := s.options.Live.Open(live.Caller{
		Actor: in.who.Actor, Check: check, Until: in.who.Expires, Since: in.Since, Mine: in.Only == "mine",
	})
	if err != nil {
		return nil, err
	}
	return &written{func(ctx huma.Context) {
		err := stream.Run(ctx.Context(), eventWriter(ctx, s.slowest))
		s.log.Debug("a stream ended", "request", requestID(ctx), "error", err)
	}}, nil
}

const (
	// slowestReader is how long a client may take to read one message.
	slowestReader = 10 * time.Second
	// comeBack is what a client is told to wait, in milliseconds, before it comes back.
	comeBack = "retry: 2000\n\n"
)

// eventWriter begins the answer and returns what writes one message and sends it off.
// The server's own limits on a request's reading and writing do not hold for a stream:
// each message has its own.
func eventWriter(ctx huma.Context, slowest time.Duration) func(live.Message) error {
	worked(ctx)
	ctx.SetHeader("Content-Type", eventsType)
	ctx.SetHeader("X-Accel-Buffering", "no") // nginx would keep messages back
	ctx.SetStatus(http.StatusOK)
	w := humagin.Unwrap(ctx).Writer
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Time{}) // a server without deadlines needs none lifted
	first := comeBack
	var text bytes.Buffer
	return func(m live.Message) error {
		text.Reset()
		text.WriteString(first)
		first = ""
		appendEvent(&text, m)
		_ = control.SetWriteDeadline(time.Now().Add(slowest))
		if _, err := w.Write(text.Bytes()); err != nil {
			return err
		}
		return control.Flush()
	}
}

// appendEvent writes a message as the standard has it (WHATWG HTML, 9.2.5). One with an
// id alone moves the client's place on and is not seen by its program; one with nothing
// at all would be no line.
func appendEvent(text *bytes.Buffer, m live.Message) {
	if m.Event == live.Beat {
		text.WriteString(":\n")
	}
	if m.Place != "" {
		text.WriteString("id: " + m.Place + "\n")
	}
	if m.Event != live.Beat {
		text.WriteString("event: " + string(m.Event) + "\ndata: ")
		text.Write(m.Data)
		text.WriteByte('\n')
	}
	text.WriteByte('\n')
}
