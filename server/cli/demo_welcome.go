package cli

import (
	"io"
	"net/url"
	"strconv"
	"strings"
	"text/template"

	"sizhang/geo"
	"sizhang/server/demo"
)

// sights are what is worth asking about the demonstration city.
type sights struct {
	Spots []demo.Spot
	// Past has none of it where the city has no past.
	Past demo.Redrawn
	// Accounts are who may sign in.
	Accounts []demo.Account
}

// greeting is what the demonstration says when it is ready.
type greeting struct {
	sights
	Base   string
	Flag   string // that names the store
	Guests []guest
	// Cell is one that the cadre may look at, with issues that are open.
	Cell string
}

var welcomeText = template.Must(template.New("").Funcs(template.FuncMap{"query": query, "degrees": degrees}).Parse(`
四长 Sizhang 已就绪 / is ready

  文档 docs     {{.Base}}/docs
  图 picture    {{.Base}}/api/v1/units/110101000000/picture.svg
  覆盖 coverage {{.Base}}/api/v1/cities/110101/coverage?format=html

试一试 / try:
{{range .Spots}}
  # {{.Names.ZH}} / {{.Names.EN}}
  curl -s '{{$.Base}}/api/v1/duty?{{query .}}'
{{end}}
  # 一次问很多点 / many points at once
  curl -s '{{.Base}}/api/v1/duty/batch' -H 'Content-Type: application/json' \
    -d '{"crs":"wgs84","points":[{{.Points}}]}'
{{with .Past}}{{if .Split}}
问过去 / ask the past:

  # 这个网格 2025 年 7 月一分为二：2024 年谁负责，现在谁负责 / this grid was split in July 2025: who answered in 2024, who does now
  curl -s '{{$.Base}}/api/v1/duty?lat={{degrees .At.Lat}}&lng={{degrees .At.Lng}}&at=2024-06-01'
  curl -s '{{$.Base}}/api/v1/duty?lat={{degrees .At.Lat}}&lng={{degrees .At.Lng}}'

  # 沿革：由谁分出、并入 / lineage: what became of what
  curl -s '{{$.Base}}/api/v1/units/{{index .Parts 1}}/lineage'
  curl -s '{{$.Base}}/api/v1/units/{{.Whole}}/lineage'

  # 历任 / everybody who held its posts
  curl -s '{{$.Base}}/api/v1/units/{{.Split}}/appointments'

  # 升级链：逐级找谁 / the escalation line
  curl -s '{{$.Base}}/api/v1/units/{{index .Parts 1}}/line'
{{end}}{{end}}
核查、比较、覆盖 / audit, compare, coverage (另开一个终端 in another terminal):

  sizhang audit    --city 110101 {{.Flag}}
  sizhang diff     --city 110101 {{.Flag}} --from 2025-06-30 --to 2025-07-01
  sizhang coverage --city 110101 {{.Flag}}

登录 / sign in（口令为本次启动所生成 / passwords made at this start）:

{{.Who}}
  # 换令牌，再用它 / get a token, then use it
  TOKEN=$(curl -s '{{.Base}}/api/v1/sign-in' -H 'Content-Type: application/json' \
    -d '{"login":"{{.Cadre.Login}}","password":"{{.Cadre.Password}}","device":{"name":"curl","platform":"other"}}' | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
  curl -s '{{.Base}}/api/v1/me' -H "Authorization: Bearer $TOKEN"

问题 / issues（近几周的演示问题，各种状态都有 / made up, of the last weeks, in every state）:

  # 一个网格里未结的问题 / what is open in a cell
  curl -s '{{.Base}}/api/v1/cells/{{.Cell}}/issues?city=110101' -H "Authorization: Bearer $TOKEN"

  # 在终端里 / in a terminal
  sizhang issue list --city 110101 {{.Flag}} --open
  sizhang issue show --city 110101 {{.Flag}} --history 受理号
  sizhang lifecycle

真实：17 个街道的边界，各级与社区的名称和代码。其余（社区及以下的边界、街、楼栋、人员、任职、机构、包保、沿革、问题）为程序生成。
Real: the 17 subdistricts' borders, the names and codes down to the communities. All else is generated.

按 Ctrl-C 停止 / Ctrl-C stops.
`))

// print prints what to try.
func (g greeting) print(w io.Writer) error { return welcomeText.Execute(w, g) }

// Who is a table of the accounts.
func (g greeting) Who() (string, error) {
	rows := [][]string{{"  登录名 login", "口令 password", "", "可以做什么 may"}}
	for _, a := range g.Guests {
		rows = append(rows, []string{"  " + a.Login, a.Password, a.Is.ZH, a.May.ZH + " / " + a.May.EN})
	}
	var out strings.Builder
	err := columns(&out, rows)
	return out.String(), err
}

// Cadre is who signs in as an example.
func (g greeting) Cadre() guest {
	for _, a := range g.Guests {
		if a.Login == "cadre" {
			return a
		}
	}
	return guest{}
}

// Points are those of the spots that are in WGS84, as a batch has them.
func (g greeting) Points() string {
	var points []string
	for _, s := range g.Spots {
		if s.Datum == geo.WGS84 {
			points = append(points, "["+degrees(s.At.Lng)+","+degrees(s.At.Lat)+"]")
		}
	}
	return strings.Join(points, ",")
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
