package store

// Installation stands in the place of a city for what belongs to none: the list
// of the cities themselves. No division code begins with two zeros.
const Installation = "000000"

// Collections of the product. Both siblings create what stands here at start.
const (
	Cities   = "cities"   // one document a city, by its code, all under Installation
	Profiles = "profiles" // one document a version of a city's profile
	Units    = "units"    // one document a unit an edition
	Seats    = "seats"    // one document a post at a unit
)

// Schema declares every collection and index once, for every sibling.
var Schema = []Collection{
	{Name: Cities},
	{Name: Profiles},
	{Name: Units, Indexes: []Index{{Name: "edition", Fields: []string{"edition"}}}},
	{Name: Seats},
}
