package store

// Installation stands in the place of a city for what belongs to none: the list
// of the cities themselves. No division code begins with two zeros.
const Installation = "000000"

// Collections of the product. Both siblings create what stands here at start.
const (
	Cities       = "cities"       // one document a city, by its code, all under Installation
	Drafts       = "drafts"       // one document a draft
	Profiles     = "profiles"     // one document a version of a city's profile
	Units        = "units"        // one document a unit an edition
	Seats        = "seats"        // one document a post at a unit
	People       = "people"       // one document a person an edition
	Bodies       = "bodies"       // one document a body an edition
	Categories   = "categories"   // one document a category an edition
	Charges      = "charges"      // one document a charge an edition
	Sponsorships = "sponsorships" // one document a sponsorship an edition
	Calendars    = "calendars"    // one document an import of holidays and make-up workdays, by its number
	Accounts     = "accounts"     // one document an account
	Sessions     = "sessions"     // one document a device that is signed in
	Keys         = "keys"         // one document: the signing keys, under Installation
	Records      = "records"      // one document a block of the record, by its number
	Issues       = "issues"       // one document an issue, with its whole history
	Precedents   = "precedents"   // one document a place whose owner was decided
	Photos       = "photos"       // one document a photo, by the SHA-256 of its original
	Hooks        = "hooks"        // one document a webhook, and one under Installation: how far changes were told
	Deliveries   = "deliveries"   // one document an event of an issue that a webhook is told of
	Restores     = "restores"     // one document: how the store was filled from another; stays out of backups
)

// byEdition finds what came with one import.
var byEdition = []Index{{Name: "edition", Fields: []string{"edition"}}}

// Schema declares every collection and index once, for every sibling.
var Schema = []Collection{
	{Name: Cities},
	{Name: Drafts},
	{Name: Profiles},
	{Name: Units, Indexes: byEdition},
	{Name: Seats},
	{Name: People, Indexes: byEdition},
	{Name: Bodies, Indexes: byEdition},
	{Name: Categories, Indexes: byEdition},
	{Name: Charges, Indexes: byEdition},
	{Name: Sponsorships, Indexes: byEdition},
	{Name: Calendars},
	{Name: Accounts, Indexes: []Index{
		{Name: "login", Fields: []string{"login"}, Unique: true},
		{Name: "person", Fields: []string{"person"}, Unique: true},
		{Name: "subject", Fields: []string{"subject"}, Unique: true},
	}},
	{Name: Sessions, Indexes: []Index{{Name: "account", Fields: []string{"account"}}}},
	{Name: Keys},
	{Name: Records},
	{Name: Issues, Indexes: []Index{
		{Name: "number", Fields: []string{"number"}, Unique: true},
		{Name: "outside", Fields: []string{"outside"}, Unique: true},
		{Name: "due", Fields: []string{"due"}},
	}},
	{Name: Precedents, Indexes: []Index{{Name: "cell", Fields: []string{"cell"}}}},
	{Name: Photos},
	{Name: Hooks},
	{Name: Deliveries, Indexes: []Index{
		{Name: "due", Fields: []string{"hook", "due"}},
		{Name: "state", Fields: []string{"hook", "state"}},
		{Name: "tried", Fields: []string{"state", "tried"}},
	}},
	{Name: Restores},
}
