// Package api is the HTTP edge: the routes, their contract and how refusals look
// on the wire. It is the only importer of gin and huma; nothing below it knows
// HTTP.
package api

import (
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"

	"sizhang/domain/city"
	"sizhang/geo"
	"sizhang/server/app"
)

// App is what the handlers ask.
type App interface {
	// Cities returns every city, ordered by code.
	Cities() []*app.City
	// City returns the city with the 6-digit code.
	City(code string) (*app.City, bool)
	// Find returns the city whose territory holds the point at the instant.
	Find(p geo.Point, at time.Time) (*app.City, bool)
	// Now is the instant that questions are about which name none.
	Now() time.Time
	// Ready is nil once every city is loaded and the store answers.
	Ready() error
	// Writable is nil unless the store takes no writes.
	Writable() error

	Commands
	Register
}

// Options of a server. The zero value of each works.
type Options struct {
	// Version of the build, for the contract and the metrics.
	Version string
	// Log takes the access log and failures; slog.Default when nil.
	Log *slog.Logger
	// Zone is where the days of an appointment begin; China's when nil.
	Zone *time.Location
	// Attribution names the sources of the data under every picture.
	Attribution string
	// Accounts, Sessions and Record keep who may sign in, who is, and what was done.
	// Without them a server answers what is open to all, and refuses the rest.
	Accounts Accounts
	Sessions Sessions
	Record   Records
	// Issues keeps the issues; without it nobody reports or reads any.
	Issues Issues
	// Photos keeps the photos; without it none is taken or shown.
	Photos Photos
	// Live tells what happens as it happens, and Webhooks tell other systems; without
	// them nobody is told.
	Live     Live
	Webhooks Webhooks
	// Proxies are the addresses or networks (CIDR) of the proxies before the server:
	// what they say in X-Forwarded-For is believed, and nobody else.
	Proxies []string
	// DrainDelay is how long the server goes on taking requests after /readyz
	// has turned 503, for load balancers to notice.
	DrainDelay time.Duration
	// StopLimit is how long requests in flight may take to finish at a stop; 10 s
	// when zero.
	StopLimit time.Duration
}

// Server answers HTTP requests about the cities of one installation.
type Server struct {
	app      App
	options  Options
	log      *slog.Logger
	metrics  *metrics
	handler  http.Handler
	texts    sync.Map // city code to *unitTexts
	sheets   sync.Map // city code to *sheets
	lineages sync.Map // city code to *lineage
	draining atomic.Bool
	// readIssues is true once every issue was read.
	readIssues atomic.Bool
	// Where long requests find their places, and where their answers wait.
	openPlaces, signedPlaces   places
	photoPlaces, reportPlaces  places
	reporting                  crowd // the networks that reportPlaces are taken by
	strangers                  strangers
	openSending, signedSending places
	refusals                   refusals
	// slowest is how long a client may take to read one message of a stream.
	slowest time.Duration
	// findings is the most of one kind that an audit lists.
	findings int
	// exportPage is how many issues are taken from a board at a time: nobody who
	// writes waits for an export.
	exportPage int
}

// New builds the routes and their contract over the app. It panics where a route
// does not say whom it answers, a proxy is no address, or there are sessions
// without accounts and a record.
func New(a App, options Options) *Server {
	if options.Version == "" {
		options.Version = "dev"
	}
	if options.Log == nil {
		options.Log = slog.Default()
	}
	if options.Zone == nil {
		options.Zone = city.China
	}
	if options.StopLimit == 0 {
		options.StopLimit = 10 * time.Second
	}
	if options.Sessions != nil && (options.Accounts == nil || options.Record == nil) {
		panic("a server that signs people in needs accounts and a record")
	}
	s := &Server{
		app: a, options: options, log: options.Log, metrics: newMetrics(options.Version),
		openPlaces: make(places, heavyForAll), signedPlaces: make(places, heavyForSigned), photoPlaces: make(places, photosAtOnce), reportPlaces: make(places, reportsAtOnce), strangers: newStrangers(),
		openSending: make(places, sending), signedSending: make(places, sending), findings: maxFindings, exportPage: 1000, slowest: slowestReader,
	}
	gin.SetMode(gin.ReleaseMode)
	engine, _ := s.build()
	s.handler = headAsGet(engine)
	return s
}

// Handler answers every route.
func (s *Server) Handler() http.Handler { return s.handler }

// headAsGet answers HEAD as GET; net/http leaves the body out.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			get := *r
			get.Method = http.MethodGet
			r = &get
		}
		next.ServeHTTP(w, r)
	})
}
