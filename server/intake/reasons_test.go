package intake_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"sizhang/domain/fault"
)

// constants returns the text constants of a type in a file's source, by name.
func constants(t *testing.T, path, kind string) map[string]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); ok && name.Name == kind {
			text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			found[spec.Names[0].Name] = text
		}
		return true
	})
	return found
}

// A reason that geo gives reaches people through the fault catalogue: one that
// is added there and not here would be shown as an empty line.
func TestEveryReasonHasItsText(t *testing.T) {
	known := map[fault.Code]bool{}
	for _, code := range fault.Codes() {
		known[code] = true
	}
	reasons := constants(t, "../../geo/geojson.go", "FormatReason")
	kinds := constants(t, "../../geo/mend/mend.go", "Kind")
	if len(reasons) < 17 || len(kinds) < 21 {
		t.Fatalf("only %d reasons and %d kinds were found", len(reasons), len(kinds))
	}
	for name, reason := range reasons {
		if !known[fault.Code("geojson_"+reason)] {
			t.Errorf("no text for %s", name)
		}
	}
	for name, kind := range kinds {
		if !known[fault.Code("mended_"+kind)] && !known[fault.Code("shape_"+kind)] {
			t.Errorf("no text for %s", name)
		}
	}
	for _, either := range []string{"ring_not_closed", "self_crossing", "hole_outside", "holes_overlap", "parts_overlap"} {
		if !known[fault.Code("mended_"+either)] || !known[fault.Code("shape_"+either)] {
			t.Errorf("%s may be repaired or refused, and has no text for both", either)
		}
	}
}
