package cli

import (
	"context"
	"fmt"
	"slices"

	"sizhang/domain/issue"
	"sizhang/server/intake"
)

type importRequests struct {
	issueSettings
	Source string            `help:"没有“来源”一列时的来源 / where they came from, where no column says: other, hotline …" default:"other" placeholder:"SOURCE"`
	Fates  map[string]string `help:"状态=open（未结）、closed（已结）或 void（作废），认不出状态时用 / what a status means that is not known: open, closed or void." mapsep:"," placeholder:"STATUS=open"`
}

// Help is shown by import requests --help.
func (importRequests) Help() string {
	return "其他系统的案件，连同各自的时间一起导入，成为本市的问题：已结的已结，未结的未结。先逐行检查，有一行被拒绝就什么都不写。重复导入不会重复 / " +
		"Requests of another system, with their own times, become issues of the city: closed ones closed, open ones open. Every row is looked at before any is written. Importing again changes nothing.\n\n" +
		"列 / Columns: id 编号, category 类别编码 和/或 category_name 类别, status 状态, added 上报时间, resolved 办结时间, lng 经度, lat 纬度; due 办结时限, text 问题描述, address 地址, body 承办单位, source 来源\n\n" +
		"示例 / Example:\n\n  sizhang import requests requests.csv --crs wgs84 --city 110101 --data data\n  sizhang import requests requests.csv --crs wgs84 --city 110101 --data data --add-categories --publish"
}

// Validate checks the settings before anything starts.
func (c *importRequests) Validate() error {
	for status, fate := range c.Fates {
		if !slices.Contains(intake.Fates, intake.Fate(fate)) {
			return usageError(fmt.Sprintf("--fates: %s=%s；应为 open、closed 或 void / must be open, closed or void", status, fate))
		}
	}
	if !issue.Source(c.Source).Known() {
		return usageError(fmt.Sprintf("--source: %q；可用 / there are: %v", c.Source, issue.Sources))
	}
	return c.issueSettings.Validate()
}

// Run imports requests.
func (c *importRequests) Run(r *run) error {
	return c.take(r, func(t *taking, o intake.IssueOptions) (rows []made, missing []intake.Missing, err error) {
		o.Source = issue.Source(c.Source)
		fates := map[string]intake.Fate{}
		for status, fate := range c.Fates {
			fates[status] = intake.Fate(fate)
		}
		var requests []intake.Request
		requests, missing, t.report, err = intake.ReadRequests(r.ctx, t.reader(), intake.RequestOptions{IssueOptions: o, Fates: fates})
		for k := range requests {
			q := &requests[k]
			rows = append(rows, made{q.Row, q.Outside, func(ctx context.Context) (issue.Issue, error) {
				return t.issues.Recorded(ctx, q.Filing(t.City, t.by), q.Story(), q.Due)
			}, t.issues.Keep})
		}
		return rows, missing, err
	})
}
