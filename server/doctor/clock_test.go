package doctor

import (
	"errors"
	"testing"
	"time"

	"sizhang/domain/territory"
	"sizhang/server/app"
)

// Somebody published, drafted or handed over by a clock that was a day fast.
func TestWhatIsRecordedInTheFuture(t *testing.T) {
	tomorrow := time.Now().Add(24 * time.Hour)
	for name, c := range map[string]struct {
		write func(t *testing.T, before, fast *app.App)
		what  string
		deep  bool
	}{
		"a publication": {func(t *testing.T, _, fast *app.App) { founded(t, fast, code, time.Time{}) }, "cities/" + code, false},
		"a draft":       {func(t *testing.T, _, fast *app.App) { drafted(t, fast, code) }, "drafts/" + code, false},
		"a handover": {func(t *testing.T, before, fast *app.App) {
			founded(t, before, code, time.Time{})
			_, err := fast.HandOver(t.Context(), code, territory.HandOver{Unit: "G000", Post: "head", Person: "p", Name: "甲", From: time.Now()})
			must(t, err)
		}, "seats/" + code + "/G000/head", true},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			st := storeIn(t, dir)
			c.write(t, app.New(st, app.Options{}), at(st, tomorrow))
			must(t, st.Close())
			r := examined(t, dir, func(p *Patient) { p.Deep = c.deep })
			says(t, r, "clock_behind", c.what, instantText(tomorrow), "h")
			if r.Findings[0].Code != "clock_behind" || r.Count(Trouble) != 1 {
				t.Errorf("found\n%s", spelled(r))
			}
			later := examined(t, dir, func(p *Patient) {
				p.Deep, p.Now = c.deep, func() time.Time { return tomorrow.Add(time.Second) }
			})
			lacks(t, later, "clock_behind")
			says(t, later, "recorded", c.what)
		})
	}
}

func TestAZoneWithoutData(t *testing.T) {
	t.Setenv("TZ", "Asia/Nowhere")
	says(t, examined(t, cityIn(t), nil), "zone_missing", "Asia/Nowhere")
	t.Setenv("TZ", "UTC")
	r := examined(t, cityIn(t), nil)
	lacks(t, r, "zone_missing")
	find(t, r, "zone")
}

func TestTheKernelsClock(t *testing.T) {
	for _, c := range []struct {
		synchronised bool
		err          error
		code         Code
	}{{true, nil, "ntp"}, {false, nil, "ntp_absent"}, {false, errors.New("not permitted"), "ntp_unknown"}} {
		e := &examination{}
		e.kernel(c.synchronised, c.err)
		find(t, e.Report, c.code)
	}
	if _, err := kernelClock(); err != nil {
		t.Logf("the kernel does not tell: %v", err)
	}
}
