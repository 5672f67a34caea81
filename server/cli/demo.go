package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strconv"
	"strings"
	"text/template"

	"sizhang/domain/territory"
	"sizhang/geo"
	"sizhang/server/app"
	"sizhang/server/demo"
	"sizhang/server/profile"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

type demoCommand struct {
	serverSettings
	Data string `help:"保留示范数据的目录，默认用临时目录 / folder to keep the demonstration in; a temporary one by default." type:"path" placeholder:"DIR"`
}

// Help is shown by demo --help.
func (demoCommand) Help() string {
	return "示例 / Example:\n\n  sizhang demo --listen 127.0.0.1:8080"
}

// Run makes the demonstration city and serves it until the context ends.
func (c *demoCommand) Run(r *run) (err error) {
	listener, err := c.listen() // before the work: a taken address should be told at once
	if err != nil {
		return err
	}
	dir, cleanUp, err := c.folder()
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer cleanUp()
	st, err := sqlite.Open(r.ctx, dir, store.Schema)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	a := app.New(st, app.Options{Log: r.log})
	spots, err := c.settle(r, a)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if c.Attribution == "" {
		c.Attribution = demo.Attribution
	}
	return c.serve(r, a, listener, func() {
		if err := welcome(r.stdout, "http://"+listener.Addr().String(), spots); err != nil {
			r.log.Warn("the welcome could not be printed", "error", err)
		}
	})
}

// folder returns where the data goes, and what removes it if nobody asked to
// keep it.
func (c *demoCommand) folder() (dir string, cleanUp func(), err error) {
	if c.Data != "" {
		return c.Data, func() {}, nil
	}
	dir, err = os.MkdirTemp("", "sizhang-demo-")
	return dir, func() { os.RemoveAll(dir) }, err
}

// settle puts the demonstration city into the store, unless it is there, and
// returns what is worth asking about it.
func (c *demoCommand) settle(r *run, a *app.App) ([]demo.Spot, error) {
	progress, done := bars(r.stderr)
	defer done()
	there, err := a.Levels(r.ctx, demo.Code)
	if err != nil {
		return nil, err
	}
	fmt.Fprintln(r.stderr, "正在准备示范城市 / preparing the demonstration city …")
	units, seats, err := demo.City(r.ctx, progress) // the same on every run
	if err != nil {
		return nil, err
	}
	spots := demo.Highlights(units, seats, a.Now())
	if len(there) > 0 {
		return spots, nil
	}
	yaml, err := profile.Format(demo.Profile())
	if err != nil {
		return nil, err
	}
	return spots, found(r.ctx, a, demo.Code, yaml, units, seats, progress)
}

// found publishes a whole city.
func found(ctx context.Context, a *app.App, code string, yaml []byte, units []territory.Unit, seats []territory.Seat, progress app.Progress) error {
	source := app.Source{Name: "demo"}
	if _, err := a.PublishProfile(ctx, code, yaml, source); err != nil {
		return err
	}
	outcome, err := a.PublishUnits(ctx, code, units, source, progress)
	if err == nil && !outcome.Refused() {
		outcome, err = a.PublishSeats(ctx, code, seats, source, progress)
	}
	if err == nil && outcome.Refused() {
		err = fmt.Errorf("the demonstration city was refused: %v", outcome.Findings[0].Text("en"))
	}
	return err
}

var welcomeText = template.Must(template.New("").Funcs(template.FuncMap{"query": query}).Parse(`
四长 Sizhang 已就绪 / is ready

  文档 docs     {{.Base}}/docs
  图 picture    {{.Base}}/api/v1/units/110101000000/picture.svg

试一试 / try:
{{range .Spots}}
  # {{.Names.ZH}} / {{.Names.EN}}
  curl -s '{{$.Base}}/api/v1/duty?{{query .}}'
{{end}}
  # 一次问很多点 / many points at once
  curl -s '{{.Base}}/api/v1/duty/batch' -H 'Content-Type: application/json' \
    -d '{"crs":"wgs84","points":[{{.Points}}]}'

真实：17 个街道的边界，各级与社区的名称和代码。其余（社区及以下的边界、街、楼栋、人员、任职）为程序生成。
Real: the 17 subdistricts' borders, the names and codes down to the communities. All else is generated.

按 Ctrl-C 停止 / Ctrl-C stops.
`))

// welcome prints what to try.
func welcome(w io.Writer, base string, spots []demo.Spot) error {
	var points []string
	for _, s := range spots {
		if s.Datum == geo.WGS84 {
			points = append(points, "["+degrees(s.At.Lng)+","+degrees(s.At.Lat)+"]")
		}
	}
	return welcomeText.Execute(w, map[string]any{"Base": base, "Spots": spots, "Points": strings.Join(points, ",")})
}

// query is the spot as the parameters of a duty lookup.
func query(s demo.Spot) string {
	q := "lat=" + degrees(s.At.Lat) + "&lng=" + degrees(s.At.Lng)
	if s.Datum != geo.WGS84 {
		q += "&crs=" + url.QueryEscape(string(s.Datum))
	}
	if s.AccuracyM > 0 {
		q += "&accuracy=" + degrees(s.AccuracyM)
	}
	return q
}

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
