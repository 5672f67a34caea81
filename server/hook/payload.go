package hook

import (
	"encoding/json"
	"slices"
	"time"

	"sizhang/domain/issue"
)

// Payload is the JSON that is sent of an event. It holds nothing of who a citizen is, and
// no free text at all: what people wrote as a reason or a remark may name anybody.
// Members may be added; none changes its meaning.
type Payload struct {
	ID       string `json:"id"` // the same in every attempt: who had it already leaves it
	City     string `json:"city"`
	Issue    string `json:"issue"`
	Number   string `json:"number"`            // 受理号
	Source   string `json:"source"`            // 来源
	Outside  string `json:"outside,omitempty"` // number in the system that it came from 工单号
	Category string `json:"category"`
	Seq      int    `json:"seq"` // of the event in the issue; they may arrive out of order
	Action   string `json:"action"`
	At       string `json:"at"`                 // RFC 3339
	From     string `json:"from,omitempty"`     // state before
	State    string `json:"state"`              // state after the event
	Document string `json:"document,omitempty"` // 文号
	Deadline string `json:"deadline,omitempty"` // after the event, where it moved
	// Hands are where the issue is after the event (承办).
	Unit   string   `json:"unit,omitempty"`
	Post   string   `json:"post,omitempty"`
	Body   string   `json:"body,omitempty"`
	Photos []string `json:"photos,omitempty"` // that came with the event
	// Test marks what a test sends, of no issue.
	Test bool `json:"test,omitempty"`
}

// payloadOf is what is sent of the event.
func payloadOf(id string, i *issue.Issue, e *issue.Event) ([]byte, error) {
	hands := handsAfter(i, e.Seq)
	return json.Marshal(Payload{
		ID: id, City: i.City, Issue: i.ID, Number: i.Number, Source: string(i.Source), Outside: i.Outside, Category: i.Category,
		Seq: e.Seq, Action: string(e.Action), At: e.At.Format(time.RFC3339Nano), From: string(e.From), State: string(e.To),
		Document: e.With[issue.WithDocument], Deadline: e.With[issue.WithDeadline],
		Unit: hands.Unit, Post: hands.Post, Body: hands.Body, Photos: e.Photos,
	})
}

// handsAfter returns whose hands the issue was in after the event.
func handsAfter(i *issue.Issue, seq int) issue.Hands {
	for _, e := range slices.Backward(i.History) {
		if e.Seq <= seq && e.Hands != nil {
			return *e.Hands
		}
	}
	return issue.Hands{}
}

// testPayload is what a test sends.
func testPayload(id, city string, now time.Time) ([]byte, error) {
	return json.Marshal(Payload{ID: id, City: city, Action: "test", At: now.Format(time.RFC3339Nano), Test: true})
}
