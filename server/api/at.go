package api

import (
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/city"
	"sizhang/domain/fault"
	"sizhang/domain/territory"
	"sizhang/server/app"
)

// AtInput is the parameter of every question that can be asked of a past day.
type AtInput struct {
	At string `query:"at" doc:"何时：时刻，或日期（当日零时）；不给即现在 · When: an instant (RFC 3339) or a date, its first instant; now when not given" example:"2024-03-01"`
}

// atParameter is AtInput for operations that read their parameters themselves.
var atParameter = &huma.Param{
	Name: "at", In: "query", Schema: &huma.Schema{Type: huma.TypeString, Examples: []any{"2024-03-01"}},
	Description: "何时：时刻，或日期（当日零时）；不给即现在 · When: an instant (RFC 3339) or a date, its first instant; now when not given",
}

// instant is when a question is about.
type instant struct {
	time.Time
	// asked is true where the client named it.
	asked bool
}

// instant reads an at parameter: an RFC 3339 instant, a date, or nothing, which is
// now. The plus sign of an offset arrives as a blank where a client does not
// escape it.
func (s *Server) instant(text string) (instant, error) {
	if text == "" {
		return instant{Time: s.app.Now()}, nil
	}
	at, err := time.ParseInLocation(time.DateOnly, text, s.options.Zone)
	if err != nil {
		if i := strings.LastIndexByte(text, ' '); i > len(time.DateOnly) {
			text = text[:i] + "+" + text[i+1:]
		}
		at, err = time.Parse(time.RFC3339, text)
	}
	if err != nil || !city.Known(at) {
		return instant{}, fault.New(fault.InstantInvalid, "at", nil)
	}
	return instant{at, true}, nil
}

// moment is a city at the instant that a question is about.
type moment struct {
	territory.Moment
	city *app.City
	// asked is true where the client named the instant.
	asked bool
}

func momentOf(c *app.City, at instant) moment { return moment{c.At(at.Time), c, at.asked} }

// versionRef is a version of a city's territory.
type versionRef struct {
	Number    int     `json:"number" minimum:"1" example:"3"`
	Effective *string `json:"effective" format:"date-time" doc:"生效时间；null 为自始 · When it takes effect; null is since ever" example:"2024-03-01T00:00:00+08:00"`
}

// versionOf returns the version that answers; nil before the first.
func (s *Server) versionOf(m moment) *versionRef {
	v, ok := m.Version()
	if !ok {
		return nil
	}
	return &versionRef{v.Number, s.momentText(v.Effective)}
}

// momentText writes an instant, nil for none.
func (s *Server) momentText(at time.Time) *string {
	if at.IsZero() {
		return nil
	}
	text := at.In(s.options.Zone).Format(time.RFC3339)
	return &text
}

// echoOf is echo for a moment.
func (s *Server) echoOf(m moment) string { return s.echo(instant{m.Instant(), m.asked}) }

// echo repeats the instant that the client named; it is empty where it named
// none.
func (s *Server) echo(at instant) string {
	if !at.asked {
		return ""
	}
	return at.In(s.options.Zone).Format(time.RFC3339Nano)
}
