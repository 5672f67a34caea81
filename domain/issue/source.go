package issue

import (
	"strings"

	"sizhang/domain/city"
)

// Source is where an issue came from (来源).
type Source string

const (
	FromPatrol        Source = "patrol"        // 巡查
	FromHead          Source = "head"          // 四长上报
	FromCitizen       Source = "citizen"       // 群众随手拍
	FromHotline       Source = "hotline"       // 12345 工单
	FromSupervision   Source = "supervision"   // 督查交办
	FromQuestionnaire Source = "questionnaire" // 问卷、座谈
	FromLeader        Source = "leader"        // 领导批示
	FromSensor        Source = "sensor"        // 视频、物联感知
	FromOther         Source = "other"         // 其他
)

// Sources lists every source.
var Sources = []Source{FromPatrol, FromHead, FromCitizen, FromHotline, FromSupervision, FromQuestionnaire, FromLeader, FromSensor, FromOther}

// sourceNames are what people read of the sources.
var sourceNames = map[Source]city.Names{
	FromPatrol: {ZH: "巡查", EN: "Patrol"}, FromHead: {ZH: "四长上报", EN: "Heads"},
	FromCitizen: {ZH: "群众随手拍", EN: "Citizens"}, FromHotline: {ZH: "12345 工单", EN: "Hotline 12345"},
	FromSupervision: {ZH: "督查交办", EN: "Supervision"}, FromQuestionnaire: {ZH: "问卷、座谈", EN: "Questionnaires"},
	FromLeader: {ZH: "领导批示", EN: "Leaders"}, FromSensor: {ZH: "视频、物联感知", EN: "Sensors"}, FromOther: {ZH: "其他", EN: "Other"},
}

// Names are what people call the source; empty where there is no such source.
func (s Source) Names() city.Names { return sourceNames[s] }

// Known says whether there is such a source.
func (s Source) Known() bool {
	for _, known := range Sources {
		if s == known {
			return true
		}
	}
	return false
}

// Sees says whether whoever reports in this way stands at the place, so that photos
// can be asked for; who telephones or fills in a form does not.
func (s Source) Sees() bool {
	return s == FromPatrol || s == FromHead || s == FromCitizen || s == FromSupervision
}

func sourceIDs() string {
	var ids []string
	for _, s := range Sources {
		ids = append(ids, string(s))
	}
	return strings.Join(ids, ", ")
}
