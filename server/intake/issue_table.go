package intake

import (
	"crypto/rand"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"sizhang/domain/body"
	"sizhang/domain/fault"
	"sizhang/domain/issue"
	"sizhang/geo"
)

// IssueOptions say how to read a table of what other systems kept.
type IssueOptions struct {
	Options
	// Zone is where a time without one belongs; China's when nil.
	Zone *time.Location
	// CRS is the datum of the table's positions.
	CRS geo.Datum
	// Source is where the rows came from that do not say.
	Source issue.Source
	// Columns names the file's own columns: ours = theirs.
	Columns map[string]string
	// Categories are those that the city has.
	Categories []body.Category
	// AddMissing takes rows whose category the city has not: it will have.
	AddMissing bool
	// Now bounds what can have happened; the zero time bounds nothing.
	Now time.Time
}

// issueColumns are the columns that both tables may have.
var issueColumns = []column{
	{[]string{"id", "编号", "工单号", "工单编号", "案件编号", "案件号", "流水号", "request_id", "requestid", "service_request_id", "servicerequestid"}, true},
	{[]string{"category", "类别编码", "类别代码", "code", "service_code", "servicecode"}, false},
	{[]string{"category_name", "类别", "类别名称", "问题类型", "问题类别", "诉求类型", "type", "service_name", "servicecodedescription"}, false},
	{[]string{"added", "上报时间", "受理时间", "来电时间", "登记时间", "创建时间", "reported", "created", "opened", "adddate", "requested_datetime"}, true},
	{[]string{"due", "办结时限", "截止时间", "处置期限", "duedate", "expected_datetime"}, false},
	{[]string{"text", "问题描述", "情况描述", "诉求内容", "内容", "描述", "description", "details"}, false},
	{[]string{"address", "地址", "位置", "事发地址", "事发地点", "location"}, false},
	{[]string{"lng", "经度", "lon", "long", "longitude", "x"}, true},
	{[]string{"lat", "纬度", "latitude", "y"}, true},
}

// withOwn adds to the names of columns those that the file has for them.
func withOwn(columns []column, own map[string]string) []column {
	columns = slices.Clone(columns)
	for i, c := range columns {
		if name := own[c.names[0]]; name != "" {
			columns[i].names = []string{c.names[0], strings.ToLower(trim(name))}
		}
	}
	return columns
}

// unknownColumn returns a name of ours in the map that is none of the columns.
func unknownColumn(own map[string]string, columns []column) (string, bool) {
	for _, name := range slices.Sorted(maps.Keys(own)) {
		if !slices.ContainsFunc(columns, func(c column) bool { return c.names[0] == name }) {
			return name, true
		}
	}
	return "", false
}

// Missing is a category that a table has and the city has not.
type Missing struct {
	Code, Name string
	Rows       int
}

// naming finds the city's categories by code and by name, and remembers those that
// there are not.
type naming struct {
	codes   map[string]bool
	byName  map[string][]string // codes, by name in either language
	missing map[string]*Missing
	order   []string
	add     bool
}

func newNaming(o *IssueOptions) *naming {
	n := &naming{codes: map[string]bool{}, byName: map[string][]string{}, missing: map[string]*Missing{}, add: o.AddMissing}
	for _, c := range o.Categories {
		n.codes[c.Code] = true
		for _, name := range []string{c.Names.ZH, c.Names.EN} {
			if name != "" && !slices.Contains(n.byName[name], c.Code) {
				n.byName[name] = append(n.byName[name], c.Code)
			}
		}
	}
	return n
}

// category reads the category of a row, by its code or else by its name. One that the
// city has not is refused, and remembered.
func (n *naming) category(r *row) (code, name string) {
	code, name = r.identifier("category", r.cell("category")), r.cell("category_name")
	switch {
	case code == "" && name == "":
		r.refuse(fault.ValueMissing, "category", nil)
		return "", ""
	case code == "":
		switch called := n.byName[name]; {
		case len(called) == 1:
			return called[0], name
		case len(called) > 1:
			r.refuse(fault.CategoryAmbiguous, "category_name", fault.With{"name": name, "codes": strings.Join(called, ", ")})
			return "", name
		}
		code = name
	case n.codes[code]:
		return code, name
	}
	if n.missing[code] == nil {
		if name == "" {
			name = code
		}
		n.missing[code] = &Missing{Code: code, Name: name}
		n.order = append(n.order, code)
	}
	n.missing[code].Rows++
	if n.add {
		return code, name
	}
	r.refuse(fault.CategoryUnknown, "category", fault.With{"category": code})
	return code, name
}

// list returns the categories that are missing, in the order of the file.
func (n *naming) list() []Missing {
	var list []Missing
	for _, code := range n.order {
		list = append(list, *n.missing[code])
	}
	return list
}

// place reads where a row's matter is.
func (r *row) place(d geo.Datum) issue.Place {
	before := r.report.faults
	lng, _ := r.need("lng")
	lat, _ := r.need("lat")
	address := r.cell("address")
	if r.report.faults != before {
		return issue.Place{}
	}
	x, errX := strconv.ParseFloat(lng, 64)
	y, errY := strconv.ParseFloat(lat, 64)
	if errX != nil || errY != nil || !(geo.Point{Lng: x, Lat: y}).Valid() {
		r.refuse(fault.PointInvalid, "lng", fault.With{"lng": lng, "lat": lat})
		return issue.Place{}
	}
	place := issue.At(d, x, y, 0)
	place.Address = address
	return place
}

// times reads when a row's matter came in and when it is due. What is still to come
// cannot have happened.
func (r *row) times(o *IssueOptions) (added, due time.Time) {
	zone := zoned(o.Zone)
	text, _ := r.need("added")
	added = r.instant("added", text, zone)
	if !o.Now.IsZero() && added.After(o.Now) {
		r.refuse(fault.FutureTime, "added", fault.With{"at": text})
	}
	return added, r.instant("due", r.cell("due"), zone)
}

// newID makes the id of an issue that comes with a number of another system, by chance
// (RFC 9562 §5.4): anybody may report under an id of their own, and who knows the number
// must not be able to take its id before it comes. That it is one issue, however often it
// comes, goes by its number, which is unique with the source.
func newID() string {
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails
	id[6], id[8] = id[6]&0x0f|4<<4, id[8]&0x3f|0x80
	x := hex.EncodeToString(id[:])
	return strings.Join([]string{x[:8], x[8:12], x[12:16], x[16:20], x[20:]}, "-")
}
