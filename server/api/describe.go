package api

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"sizhang/domain/fault"
)

// What huma leaves out of the contract.

type registeredOperation struct{ *huma.Operation }

// operationAt finds what huma made of an operation.
func operationAt(oapi *huma.OpenAPI, method, path string) registeredOperation {
	item := oapi.Paths[path]
	switch method {
	case http.MethodPost:
		return registeredOperation{item.Post}
	case http.MethodDelete:
		return registeredOperation{item.Delete}
	case http.MethodPut:
		return registeredOperation{item.Put}
	case http.MethodPatch:
		return registeredOperation{item.Patch}
	}
	return registeredOperation{item.Get}
}

// describeFiles describes a file that is sent, and the answer to one that is
// turned down. huma would read the file into memory if it knew of it before.
func (op registeredOperation) describeFiles(a about, schemas huma.Registry) {
	if a.refused != nil {
		op.Responses[strconv.Itoa(http.StatusUnprocessableEntity)].Content[jsonType] = &huma.MediaType{Schema: a.refused(schemas)}
	}
	if len(a.uploads) == 0 {
		return
	}
	op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{}}
	for _, media := range a.uploads {
		if media == formType {
			op.RequestBody.Content[media] = photoForm
			continue
		}
		op.RequestBody.Content[media] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
}

// describeBodies describes a body that comes in several media types, and what a
// handler demands of one by itself.
func (op registeredOperation) describeBodies(a about, schemas huma.Registry) {
	if a.bodies != nil {
		op.RequestBody = &huma.RequestBody{Required: true, Content: a.bodies(schemas)}
	}
	if len(a.demands) == 0 {
		return
	}
	body := op.RequestBody.Content[jsonType].Schema
	if body.Ref != "" {
		body = schemas.SchemaFromRef(body.Ref)
	}
	body.Required = append(body.Required, a.demands...)
}

// describeProblems lists the codes under their statuses, with the first of each
// as an example.
func (op registeredOperation) describeProblems(codes []fault.Code) {
	lines := map[string][]string{}
	for _, code := range codes {
		f := fault.New(code, "", nil)
		status := strconv.Itoa(statusOf(code))
		if lines[status] == nil {
			op.Responses[status].Content[problemType].Example = newProblem(fault.Chinese, "7d0f2c", f)
		}
		lines[status] = append(lines[status], fmt.Sprintf("- `%s` %s %s", code, f.Text(fault.Chinese), f.Text(fault.English)))
	}
	for status, texts := range lines {
		op.Responses[status].Description = strings.Join(texts, "\n")
	}
}

// describeParameters gives what must be sent an example that the docs page fills
// in.
func (op registeredOperation) describeParameters() {
	for _, parameter := range op.Parameters {
		if parameter.Required && len(parameter.Schema.Examples) > 0 {
			parameter.Example = parameter.Schema.Examples[0]
		}
	}
}

// orNull says that a property may be null, which huma leaves out for objects.
func orNull(s *huma.Schema, names ...string) *huma.Schema {
	for _, name := range names {
		property := s.Properties[name]
		s.Properties[name] = &huma.Schema{
			Description: property.Description,
			AnyOf:       []*huma.Schema{{Ref: property.Ref}, {Type: "null"}},
		}
	}
	return s
}

// jsonOf describes good answers of one shape.
func jsonOf[T any](description string) func(huma.Registry) map[string]*huma.Response {
	return func(r huma.Registry) map[string]*huma.Response {
		return map[string]*huma.Response{"200": {
			Description: description,
			Content:     map[string]*huma.MediaType{jsonType: {Schema: schemaOf[T](r)}},
		}}
	}
}
