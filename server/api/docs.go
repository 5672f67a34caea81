package api

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"
	swagger "github.com/swaggo/files/v2"
)

//go:embed docs
var page embed.FS

// docsPolicy lets the page load from this server alone. Swagger UI sets styles
// on its elements and draws its icons from data: addresses.
const docsPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; " +
	"img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// serveDocs serves the contract's text and a page that shows it. All that the
// page needs is in the binary: it works without internet.
func serveDocs(engine *gin.Engine, oapi *huma.OpenAPI) {
	engine.GET("/openapi.json", file("application/openapi+json", contractText(func() ([]byte, error) { return json.Marshal(oapi) })))
	engine.GET("/openapi.yaml", file("application/openapi+yaml", contractText(oapi.YAML)))

	own := func(name string) func() []byte { return embedded(page, "docs/"+name) }
	theirs := func(name string) func() []byte { return embedded(swagger.FS, name) }
	const html, css, js = "text/html; charset=utf-8", "text/css; charset=utf-8", "text/javascript; charset=utf-8"
	engine.GET("/docs", file(html, own("index.html")))
	engine.GET("/docs/", func(c *gin.Context) { c.Redirect(http.StatusMovedPermanently, "../docs") })
	engine.GET("/docs/page.css", file(css, own("page.css")))
	engine.GET("/docs/page.js", file(js, own("page.js")))
	engine.GET("/docs/swagger-ui.css", file(css, theirs("swagger-ui.css")))
	engine.GET("/docs/swagger-ui-bundle.js", file(js, theirs("swagger-ui-bundle.js")))
	engine.GET("/docs/favicon-32x32.png", file("image/png", theirs("favicon-32x32.png")))
}

// contractText writes the contract.
func contractText(write func() ([]byte, error)) func() []byte {
	return func() []byte {
		text, err := write()
		if err != nil {
			panic(fmt.Sprintf("the contract cannot be written: %v", err))
		}
		return text
	}
}

func embedded(files fs.FS, name string) func() []byte {
	return func() []byte {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			panic(fmt.Sprintf("the build lacks a file: %v", err))
		}
		return content
	}
}

// file serves bytes that change only with the build. They are made when somebody
// first asks for them: to write the contract takes most of the time that a server
// needs to start.
func file(mediaType string, make func() []byte) gin.HandlerFunc {
	made := sync.OnceValues(func() ([]byte, string) {
		content := make()
		return content, tagOf(content)
	})
	return func(c *gin.Context) {
		content, tag := made()
		c.Header("Content-Type", mediaType)
		c.Header("Content-Security-Policy", docsPolicy)
		c.Header("Cache-Control", "no-cache")
		c.Header("ETag", tag)
		http.ServeContent(c.Writer, c.Request, "", time.Time{}, bytes.NewReader(content))
	}
}
