package export_test

import (
	"context"
	"io"
	"testing"
	"time"

	"pgregory.net/rapid"

	"sizhang/domain/body"
	"sizhang/domain/city"
	"sizhang/domain/clock"
	"sizhang/domain/person"
	"sizhang/domain/sponsor"
	"sizhang/server/export"
	"sizhang/server/intake"
)

var ctx = context.Background()

func same[T comparable](a, b T) bool { return a == b }

// some draws so many codes, none of them twice.
func some(t *rapid.T, label string) []string {
	return rapid.SliceOfNDistinct(code(), 0, 5, rapid.ID).Draw(t, label)
}

// maybe draws a code or none.
func maybe(t *rapid.T, label string) string {
	if rapid.Bool().Draw(t, label+"?") {
		return code().Draw(t, label)
	}
	return ""
}

func TestPeopleComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var people []person.Person
		for _, id := range some(t, "ids") {
			people = append(people, person.Person{Generated: rapid.Bool().Draw(t, "generated"),
				ID: id, Name: someText().Draw(t, "name"), Phone: rapid.StringMatching(`(\+86 )?(0[0-9]{3}-)?[0-9]{7,11}|`).Draw(t, "phone"), Body: maybe(t, "body"),
			})
		}
		thereAndBack(t, drawn(t, nil), export.People, people, func(r io.Reader) ([]person.Person, *intake.Report, error) {
			return intake.ReadPeople(ctx, r, intake.PeopleOptions{Options: intake.Options{Profile: anything}})
		}, same)
	})
}

func TestBodiesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var bodies []body.Body
		for _, c := range some(t, "codes") {
			bodies = append(bodies, body.Body{
				Code: c, Names: city.Names{ZH: someText().Draw(t, "name"), EN: text().Draw(t, "name in English")}, Parent: maybe(t, "parent"), Kind: text().Draw(t, "kind"), Generated: rapid.Bool().Draw(t, "generated"),
			})
		}
		thereAndBack(t, drawn(t, nil), export.Bodies, bodies, func(r io.Reader) ([]body.Body, *intake.Report, error) {
			return intake.ReadBodies(ctx, r, intake.Options{Profile: anything})
		}, same)
	})
}

func conditions(t *rapid.T) []body.Condition {
	var list []body.Condition
	for _, c := range some(t, "conditions") {
		of := body.Condition{Code: c, Filing: text().Draw(t, "filing"), Closing: text().Draw(t, "closing")}
		if rapid.Bool().Draw(t, "limited") {
			count := float64(rapid.IntRange(1, 4000).Draw(t, "quarters")) / 4
			of.Limit, _ = clock.Of(rapid.SampledFrom(clock.Kinds).Draw(t, "kind of limit"), count)
		}
		list = append(list, of)
	}
	return list
}

func TestCategoriesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var categories []body.Category
		for _, c := range some(t, "codes") {
			categories = append(categories, body.Category{
				Code: c, Names: city.Names{ZH: someText().Draw(t, "name"), EN: text().Draw(t, "name in English")}, Parent: maybe(t, "parent"),
				Kind:       rapid.SampledFrom([]body.CategoryKind{"", body.Component, body.Occurrence}).Draw(t, "kind"),
				Department: text().Draw(t, "department"), Supervisor: maybe(t, "supervisor"),
				Hands:        rapid.SampledFrom([]city.Hands{"", city.ToTerritory, city.ToDepartment}).Draw(t, "hands"),
				PhotosReport: rapid.IntRange(body.NoPhotos, city.MaxPhotos).Draw(t, "photos of a report"),
				PhotosFinish: rapid.IntRange(body.NoPhotos, 1).Draw(t, "photos of the finish"), Conditions: conditions(t),
			})
		}
		thereAndBack(t, drawn(t, nil), export.Categories, categories, func(r io.Reader) ([]body.Category, *intake.Report, error) {
			return intake.ReadCategories(ctx, r, intake.CategoryOptions{Options: intake.Options{Profile: anything}})
		}, body.Category.Equal)
	})
}

func TestChargesComeBack(t *testing.T) {
	zones := zones(t)
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom(zones).Draw(t, "zone")
		var charges []body.Charge
		for _, category := range some(t, "categories") {
			c := body.Charge{Category: category, Body: code().Draw(t, "body"), Unit: maybe(t, "unit"), Document: text().Draw(t, "document"), Generated: rapid.Bool().Draw(t, "generated")}
			span := spans(t, zone, 1)[0]
			if c.Until = span[1]; rapid.Bool().Draw(t, "began") {
				c.From = span[0]
			}
			charges = append(charges, c)
		}
		thereAndBack(t, drawn(t, zone), export.Charges, charges, func(r io.Reader) ([]body.Charge, *intake.Report, error) {
			return intake.ReadCharges(ctx, r, intake.ChargeOptions{Options: intake.Options{Profile: anything}, Zone: zone})
		}, func(a, b body.Charge) bool {
			together := sameSpan(&a.From, &a.Until, b.From, b.Until)
			return together && a == b
		})
	})
}

func TestSponsorshipsComeBack(t *testing.T) {
	p := &city.Profile{Sponsorships: []city.SponsorKind{{ID: "adopt", By: city.ByBody}, {ID: "link", By: city.ByPerson}}}
	zones := zones(t)
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom(zones).Draw(t, "zone")
		var list []sponsor.Sponsorship
		for _, unit := range some(t, "units") {
			s := sponsor.Sponsorship{Kind: rapid.SampledFrom([]string{"adopt", "link"}).Draw(t, "kind"), Unit: unit, Sponsor: code().Draw(t, "sponsor"), Generated: rapid.Bool().Draw(t, "generated")}
			s.Name, s.Document = someText().Draw(t, "name"), text().Draw(t, "document")
			span := spans(t, zone, 1)[0]
			s.From, s.Until = span[0], span[1]
			list = append(list, s)
		}
		thereAndBack(t, drawn(t, zone), export.Sponsorships, list, func(r io.Reader) ([]sponsor.Sponsorship, *intake.Report, error) {
			return intake.ReadSponsorships(ctx, r, intake.SponsorshipOptions{Options: intake.Options{Profile: p}, Zone: zone})
		}, func(a, b sponsor.Sponsorship) bool {
			together := sameSpan(&a.From, &a.Until, b.From, b.Until)
			return together && a == b
		})
	})
}

// sameSpan says whether two spans are the same instants, and then puts the one's
// in place of the other's, whose zone may differ.
func sameSpan(from, until *time.Time, otherFrom, otherUntil time.Time) bool {
	if !from.Equal(otherFrom) || !until.Equal(otherUntil) {
		return false
	}
	*from, *until = otherFrom, otherUntil
	return true
}
