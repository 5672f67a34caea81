package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/territory"
)

// The people of the demonstration city are made up: names are drawn from common
// surnames and given names, ids begin with demo, and the number of every
// appointing document says 演示, demonstration.
var (
	surnames = []rune("王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤")
	given    = []rune("安柏辰诚春达丹德东凡芳飞芬枫刚桂国海涵航浩和恒红宏华欢慧佳嘉建健洁杰金锦静娟军俊凯兰磊丽林琳玲龙璐梅萌敏明宁鹏萍平琪倩强青庆秋然荣蓉瑞珊诗淑帅爽思松素涛婷彤伟炜文霞祥晓欣新星兴秀旭雪雅岩燕洋怡艺莹颖永勇宇雨玉悦云泽珍振志忠卓子")
)

// vacancies is the share of units of a level whose head's post stands empty, so
// that the territorial fallback shows. Leaders' posts are all held.
var vacancies = map[string]float64{"building": 0.10, "grid": 0.03, "street": 0.05}

// posts at the units of each level, in the default profile.
var (
	leaders = []string{"principal_leader", "leader_in_charge", "direct_leader"}
	posts   = map[string][]string{
		"city": leaders, "county": leaders, "subdistrict": leaders, "community": leaders,
		"district": {"district_head"}, "grid": {"grid_head"}, "street": {"street_head"}, "building": {"building_head"},
	}
)

// The register was written up in the middle of 2026: that is when the newest
// appointments were made, and documents for later terms issued.
const registerYear = 2026

// takeover is when the terms that have a known end pass to a successor.
var takeover = midnight(2030, time.January, 1)

// register appoints people and numbers them.
type register struct {
	rng    *rand.Rand
	people int
}

// seatsAt fills the posts at the units, in their order.
func seatsAt(units []territory.Unit) []territory.Seat {
	r := &register{rng: randomFor("people")}
	var out []territory.Seat
	for _, u := range units {
		for _, post := range posts[u.Level] {
			var terms []territory.Term
			if neighbour, ok := r.neighbour(u, out); ok {
				terms = []territory.Term{neighbour}
			} else {
				terms = r.terms(vacancies[u.Level])
			}
			if len(terms) > 0 {
				out = append(out, territory.Seat{Unit: u.Code, Post: post, Terms: terms})
			}
		}
	}
	return out
}

// neighbour returns the term of the head of the building before who looks after
// this one, too: one in eight does, where nothing else is known of their post.
func (r *register) neighbour(u territory.Unit, before []territory.Seat) (territory.Term, bool) {
	if u.Level != "building" || r.rng.Float64() >= 0.125 {
		return territory.Term{}, false
	}
	last := before[len(before)-1]
	if last.Post != "building_head" || !strings.HasPrefix(last.Unit, u.Parent) || len(last.Terms) != 1 {
		return territory.Term{}, false
	}
	return last.Terms[0], last.Terms[0].Until.IsZero()
}

// terms returns everyone who holds, held or will hold a post.
func (r *register) terms(vacant float64) []territory.Term {
	since := midnight(2024+r.rng.IntN(3), time.Month(1+r.rng.IntN(6)), 1)
	if r.rng.Float64() < vacant {
		if r.rng.Float64() < 0.5 {
			return nil // nobody yet
		}
		return []territory.Term{r.term(since.AddDate(-3, 0, 0), since)}
	}
	current := r.term(since, time.Time{})
	switch luck := r.rng.Float64(); {
	case luck < 0.10:
		return []territory.Term{r.term(since.AddDate(-3, 0, 0), since), current}
	case luck < 0.13:
		current.Until = takeover
		return []territory.Term{current, r.term(takeover, time.Time{})}
	case luck < 0.18:
		deputy := r.term(since.AddDate(0, 2, 0), time.Time{})
		deputy.Deputy = true
		return []territory.Term{current, deputy}
	}
	return []territory.Term{current}
}

// term appoints somebody new.
func (r *register) term(from, until time.Time) territory.Term {
	r.people++
	return territory.Term{
		Person:    fmt.Sprintf("demo-%06d", r.people),
		Name:      personName(r.rng),
		From:      from,
		Until:     until,
		Document:  document(r.rng, from),
		Generated: true,
	}
}

// personName makes up a name.
func personName(rng *rand.Rand) string {
	name := string(surnames[rng.IntN(len(surnames))]) + string(given[rng.IntN(len(given))])
	if rng.Float64() < 0.75 {
		name += string(given[rng.IntN(len(given))])
	}
	return name
}

// document is the number of a paper issued in the year of the instant, or in
// that of the register where that is earlier.
func document(rng *rand.Rand, from time.Time) string {
	return fmt.Sprintf("东演示〔%d〕%d号", min(from.In(city.China).Year(), registerYear), 1+rng.IntN(200))
}

// midnight is the instant at which a day begins in Beijing, in UTC.
func midnight(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, city.China).UTC()
}
