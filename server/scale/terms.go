package main

import (
	"fmt"
	"time"

	"sizhang/domain/city"
	"sizhang/domain/territory"
)

// opened is when the city's first version took effect.
var opened = time.Date(2015, 1, 1, 0, 0, 0, 0, city.China)

// posts is the one post at the units of each level that the terms are of.
var posts = map[string]string{
	"city": "principal_leader", "county": "principal_leader", "subdistrict": "leader_in_charge", "community": "direct_leader",
	"grid": "grid_head", "building": "building_head",
}

var (
	surnames = []rune("王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹")
	given    = []rune("安柏辰诚春达德东凡芳飞芬枫刚桂国海航浩和恒红宏华欢慧佳嘉建健洁杰金静娟军俊凯兰磊丽林玲龙璐梅敏明宁鹏萍平")
)

func personName(n int) string {
	return string([]rune{surnames[n%len(surnames)], given[n/7%len(given)], given[n/311%len(given)]})
}

// clerk appoints people: each post passes on after equal times, so that all units
// together have so many terms in ten years.
type clerk struct {
	aUnit  float64 // terms a unit in ten years
	people int     // each holds three terms, by and large
	serial int
}

// seat returns the post at a unit that was there from one year up to another;
// false where it had no term.
func (c *clerk) seat(u territory.Unit, from, until int) (territory.Seat, bool) {
	s := territory.Seat{Unit: u.Code, Post: posts[u.Level]}
	first, end := int(c.aUnit*float64(from)/years), int(c.aUnit*float64(until)/years)
	for i := first; i < end; i++ {
		c.serial++
		n := pick(c.people, c.serial, 13)
		begin := c.turn(i)
		t := territory.Term{
			Person: fmt.Sprintf("P%07d", n), Name: personName(n), Document: fmt.Sprintf("任〔%d〕%d号", begin.Year(), c.serial),
			From: begin, Until: c.turn(i + 1), Generated: true,
		}
		if i == end-1 && until == years {
			t.Until = time.Time{}
		}
		s.Terms = append(s.Terms, t)
	}
	return s, len(s.Terms) > 0
}

// turn is the first day of the nth term.
func (c *clerk) turn(n int) time.Time {
	return opened.AddDate(0, 0, int(float64(n)/c.aUnit*years*365.25))
}
