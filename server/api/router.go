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
	const get, post, put, patch, remove = http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete
	const accounts = "/api/v1/cities/{city}/accounts"
	const drafts = "/api/v1/cities/{city}/drafts"
	const hooks = "/api/v1/cities/{city}/hooks"
	const issues = "/api/v1/cities/{city}/issues"
	const reports = "/api/v1/cities/{city}/reports"
	const orders = "/api/v1/cities/{city}/orders"
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
		{get, "/api/v1/units/{code}/line", operation(s.unitLine), aboutUnitLine},
		{get, "/api/v1/units/{code}/lineage", operation(s.unitLineage), aboutUnitLineage},
		{get, "/api/v1/units/{code}/appointments", operation(s.unitAppointments), aboutUnitAppointments},

		{post, "/api/v1/sign-in", operation(s.signIn), aboutSignIn},
		{post, "/api/v1/sign-in/password", operation(s.signInPassword), aboutSignInPassword},
		{post, "/api/v1/sign-in/factor", operation(s.signInFactor), aboutSignInFactor},
		{post, "/api/v1/sign-in/enrol", operation(s.signInEnrol), aboutSignInEnrol},
		{get, "/api/v1/sign-in/sso", operation(s.beginSSO), aboutBeginSSO},
		{get, "/api/v1/sign-in/sso/callback", operation(s.finishSSO), aboutFinishSSO},
		{post, "/api/v1/sign-in/sso", operation(s.redeemSSO), aboutRedeemSSO},
		{post, "/api/v1/refresh", operation(s.refresh), aboutRefresh},
		{post, "/api/v1/sign-out", operation(s.signOut), aboutSignOut},
		{get, "/.well-known/jwks.json", operation(s.jwks), aboutJWKS},

		{get, "/api/v1/me", operation(s.me), aboutMe},
		{put, "/api/v1/me/password", operation(s.changePassword), aboutChangePassword},
		{post, "/api/v1/me/factor", operation(s.beginFactor), aboutBeginFactor},
		{post, "/api/v1/me/factor/confirm", operation(s.confirmFactor), aboutConfirmFactor},
		{post, "/api/v1/me/factor/drop", operation(s.dropFactor), aboutDropFactor},
		{put, "/api/v1/me/away", operation(s.setMyAway), aboutSetMyAway},
		{get, "/api/v1/me/devices", operation(s.devices), aboutDevices},
		{remove, "/api/v1/me/devices", operation(s.revokeDevices), aboutRevokeDevices},
		{patch, "/api/v1/me/devices/{id}", operation(s.renameDevice), aboutRenameDevice},
		{remove, "/api/v1/me/devices/{id}", operation(s.revokeDevice), aboutRevokeDevice},

		{get, accounts, operation(s.accounts), aboutAccounts},
		{post, accounts, operation(s.createAccount), aboutCreateAccount},
		{post, accounts + "/import", operation(s.importAccounts), aboutImportAccounts},
		{get, accounts + "/{id}", operation(s.account), aboutAccount},
		{post, accounts + "/{id}/disable", operation(s.disableAccount), aboutDisableAccount},
		{post, accounts + "/{id}/enable", operation(s.enableAccount), aboutEnableAccount},
		{post, accounts + "/{id}/reset-password", operation(s.resetPassword), aboutResetPassword},
		{post, accounts + "/{id}/reset-factor", operation(s.resetFactor), aboutResetFactor},
		{post, accounts + "/{id}/sign-out", operation(s.signOutAccount), aboutSignOutAccount},
		{put, accounts + "/{id}/away", operation(s.setAway), aboutSetAway},
		{post, accounts + "/{id}/grants", operation(s.giveRole), aboutGive},
		{remove, accounts + "/{id}/grants/{grant}", operation(s.takeRole), aboutTake},

		{get, "/api/v1/cities/{city}/people", operation(s.people), aboutPeople},
		{get, "/api/v1/cities/{city}/people/{id}", operation(s.person), aboutPerson},
		{post, "/api/v1/cities/{city}/people/{id}/phone", operation(s.showPhone), aboutShowPhone},

		{get, issues, operation(s.issues), aboutIssues},
		{post, issues, operation(s.fileIssue), aboutFileIssue},
		{get, issues + "/export", operation(s.exportIssues), aboutExportIssues},
		{get, issues + "/cells", operation(s.issueCells), aboutIssueCells},
		{get, issues + "/summary", operation(s.issueSummary), aboutIssueSummary},
		{get, issues + "/{id}", operation(s.issue), aboutIssue},
		{get, issues + "/{id}/duplicates", operation(s.issueDuplicates), aboutDuplicates},
		{get, issues + "/{id}/photos/{photo}", operation(s.issuePhoto), aboutIssuePhoto},
		{post, issues + "/{id}/actions", operation(s.actOnIssue), aboutActOnIssue},
		{get, "/api/v1/cells/{cell}/issues", operation(s.cellIssues), aboutCellIssues},
		{get, "/api/v1/cities/{city}/indicators", operation(s.indicators), aboutIndicators},
		{post, "/api/v1/cities/{city}/photos", operation(s.uploadPhoto), aboutUploadPhoto},

		{post, reports, operation(s.report), aboutReport},
		{get, reports + "/{number}", operation(s.followReport), aboutFollowReport},
		{post, reports + "/{number}/answer", operation(s.answerReport), aboutAnswerReport},
		{get, reports + "/{number}/photos/{photo}", operation(s.reportPhoto), aboutReportPhoto},

		{post, orders, operation(s.fileOrder), aboutFileOrder},
		{get, orders + "/{outside}", operation(s.order), aboutOrder},
		{post, orders + "/{outside}/answer", operation(s.answerOrder), aboutAnswerOrder},

		{get, "/api/v1/cities/{city}/live", operation(s.live), aboutLive},

		{get, hooks, operation(s.webhooks), aboutWebhooks},
		{post, hooks, operation(s.createWebhook), aboutCreateWebhook},
		{get, hooks + "/{id}", operation(s.webhook), aboutWebhookOne},
		{remove, hooks + "/{id}", operation(s.deleteWebhook), aboutDeleteWebhook},
		{post, hooks + "/{id}/test", operation(s.testWebhook), aboutTestWebhook},
		{get, hooks + "/{id}/deliveries", operation(s.deliveries), aboutDeliveries},
		{post, hooks + "/{id}/deliveries/{delivery}/again", operation(s.deliverAgain), aboutAgain},

		{get, "/api/v1/cities/{city}/records", operation(s.records), aboutRecords},
		{get, "/api/v1/cities/{city}/records/export", operation(s.exportRecords), aboutExportRecords},

		{post, "/api/v1/units/{code}/posts/{post}/handover", operation(s.handOver), aboutHandOver},

		{get, "/api/v1/cities/{city}/versions", operation(s.versions), aboutVersions},
		{get, "/api/v1/cities/{city}/audit", operation(s.audit), aboutAudit},
		{get, "/api/v1/cities/{city}/coverage", operation(s.coverage), aboutCoverage},
		{get, "/api/v1/cities/{city}/coverage.svg", operation(s.coveragePicture), aboutCoveragePicture},
		{get, "/api/v1/cities/{city}/calendar", operation(s.calendar), aboutCalendar},
		{post, "/api/v1/cities/{city}/calendar/import", operation(s.importCalendar), aboutImportCalendar},
		{get, "/api/v1/cities/{city}/export/{noun}", operation(s.export), aboutExport},

		{get, drafts, operation(s.drafts), aboutDrafts},
		{post, drafts, operation(s.openDraft), aboutOpenDraft},
		{get, drafts + "/{id}", operation(s.draft), aboutDraft},
		{remove, drafts + "/{id}", operation(s.dropDraft), aboutDropDraft},
		{post, drafts + "/{id}/imports/profile", operation(s.importProfile), aboutImportProfile},
		{post, drafts + "/{id}/imports/areas", operation(s.importAreas), aboutImportAreas},
		{post, drafts + "/{id}/imports/territory", operation(s.importTerritory), aboutImportTerritory},
		{post, drafts + "/{id}/imports/streets", operation(s.importStreets), aboutImportStreets},
		{post, drafts + "/{id}/imports/buildings", operation(s.importBuildings), aboutImportBuildings},
		{post, drafts + "/{id}/imports/appointments", operation(s.importAppointments), aboutImportAppointments},
		{post, drafts + "/{id}/imports/people", operation(s.importPeople), aboutImportPeople},
		{post, drafts + "/{id}/imports/bodies", operation(s.importBodies), aboutImportBodies},
		{post, drafts + "/{id}/imports/categories", operation(s.importCategories), aboutImportCategories},
		{post, drafts + "/{id}/imports/charges", operation(s.importCharges), aboutImportCharges},
		{post, drafts + "/{id}/imports/sponsorships", operation(s.importSponsorships), aboutImportSponsorships},
		{get, drafts + "/{id}/audit", operation(s.draftAudit), aboutDraftAudit},
		{get, drafts + "/{id}/diff", operation(s.draftDiff), aboutDraftDiff},
		{post, drafts + "/{id}/rebase", operation(s.rebaseDraft), aboutRebaseDraft},
		{post, drafts + "/{id}/publish", operation(s.publish), aboutPublish},

		{get, "/problems", operation(s.problems), aboutProblems},
		{get, "/problems/{code}", operation(s.problem), aboutProblem},
	}
}

// build puts the routes behind what surrounds every request, and beside them
// what is not part of the contract: its own text, the page that shows it and the
// metrics.
func (s *Server) build() (*gin.Engine, huma.API) {
	engine := gin.New()
	if err := engine.SetTrustedProxies(s.options.Proxies); err != nil {
		panic(err)
	}
	engine.RemoteIPHeaders = []string{"X-Forwarded-For"} // what proxies add to, and nothing that they pass on
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
		s.register(route, api)
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
