package api

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/gin-gonic/gin"

	"sizhang/domain/fault"
)

// routes is the table of contents: every operation of the contract.
func (s *Server) routes() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{get, "/livez", operation(s.livez), aboutLivez},
		{get, "/readyz", operation(s.readyz), aboutReadyz},

		{get, "/api/v1/duty", operation(s.duty), aboutDuty},
		{post, "/api/v1/duty/batch", operation(s.dutyBatch), aboutDutyBatch},
		{get, "/api/v1/cells/{cell}", operation(s.cell), aboutCell},

		{get, "/api/v1/cities", operation(s.cities), aboutCities},
		{get, "/api/v1/units", operation(s.units), aboutUnits},
		{get, "/api/v1/units/{code}", operation(s.unit), aboutUnit},
		{get, "/api/v1/units/{code}/children", operation(s.unitChildren), aboutUnitChildren},
		{get, "/api/v1/units/{code}/cells", operation(s.unitCells), aboutUnitCells},
		{get, "/api/v1/units/{code}/picture.svg", operation(s.picture), aboutPicture},

		{get, "/problems", operation(s.problems), aboutProblems},
		{get, "/problems/{code}", operation(s.problem), aboutProblem},
	}
}

// build puts the routes behind what surrounds every request, and beside them
// what is not part of the contract: its own text, the page that shows it and the
// metrics.
func (s *Server) build() (*gin.Engine, huma.API) {
	engine := gin.New()
	engine.RedirectTrailingSlash = false
	engine.HandleMethodNotAllowed = true
	engine.UseRawPath = true // a unit's code may hold an escaped slash
	engine.UnescapePathValues = true
	engine.Use(s.observe, secure)
	engine.NoRoute(func(c *gin.Context) {
		writeProblem(c.Writer, c.Request, fault.New(fault.RouteNotFound, "", fault.With{"path": c.Request.URL.Path}))
	})
	engine.NoMethod(func(c *gin.Context) {
		writeProblem(c.Writer, c.Request, fault.New(fault.MethodNotAllowed, "", fault.With{"method": c.Request.Method}))
	})

	api := humagin.New(engine, contract(s.options.Version))
	for _, route := range s.routes() {
		route.register(api)
	}
	engine.GET("/metrics", gin.WrapH(s.metrics.handler()))
	serveDocs(engine, api.OpenAPI())
	return engine, api
}

// secure sets the headers of an answer that no page may embed, run or keep;
// handlers loosen what they must.
func secure(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Accept, Accept-Language")
}
