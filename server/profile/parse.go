package profile

import (
	"errors"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"sizhang/domain/city"
	"sizhang/domain/fault"
)

// MaxBytes is the largest profile file. A big city's has some ten thousand.
const MaxBytes = 1 << 20

// Parse reads a profile for the city of the code. With an empty code the file
// must carry its own; a file that carries another is refused. Unknown settings
// are refused, too, so that a slip of spelling does not pass for a default. The
// error joins one *fault.Fault for everything that is wrong, with its place in the
// file; without one where the whole file is meant.
func Parse(data []byte, code string) (*city.Profile, error) {
	if len(data) > MaxBytes {
		return nil, fault.New(fault.FileTooLarge, "", fault.With{"max": MaxBytes})
	}
	f, tree, err := decode(data)
	if err != nil {
		return nil, faultOf(err)
	}
	p, problems := f.profile()
	if p.Code == "" {
		p.Code = code
	} else if code != "" && p.Code != code {
		problems = append(problems, fault.New(fault.CityCodeMismatch, "code", fault.With{"given": code, "file": p.Code}))
	}
	problems = append(problems, p.Check())
	if err := locate(tree, errors.Join(problems...)); err != nil {
		return nil, err
	}
	return p, nil
}

// Format writes the profile as Parse reads it, every default spelt out.
func Format(p *city.Profile) ([]byte, error) {
	return yaml.MarshalWithOptions(fileOf(p), yaml.IndentSequence(true))
}

// decode reads the file and keeps the tree, to find places in it. The YAML
// library panics on some input that is no YAML; that is the file's fault.
func decode(data []byte) (f *file, tree *ast.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fault.New(fault.ProfileSyntax, "", fault.With{"reason": r})
		}
	}()
	if tree, err = parser.ParseBytes(data, 0); err != nil {
		return nil, nil, err
	}
	documents := slices.DeleteFunc(slices.Clone(tree.Docs), func(d *ast.DocumentNode) bool {
		return d.Body == nil || d.Body.Type() == ast.CommentType
	})
	switch len(documents) {
	case 0:
		return nil, nil, fault.New(fault.FileEmpty, "", nil)
	case 1:
		f = &file{}
		return f, tree, yaml.NodeToValue(documents[0].Body, f, yaml.Strict())
	}
	return nil, nil, fault.New(fault.ProfileSyntax, "", fault.With{"reason": "a second document (---)"})
}

// faultOf turns an error of the YAML library into one of ours.
func faultOf(err error) *fault.Fault {
	var broken yaml.Error
	if !errors.As(err, &broken) {
		return fault.As(err)
	}
	f := fault.New(fault.ProfileSyntax, "", fault.With{"reason": broken.GetMessage()})
	var key *yaml.UnknownFieldError
	var kind *yaml.TypeError
	var size *yaml.OverflowError
	var node *yaml.UnexpectedNodeTypeError
	switch {
	case errors.As(err, &key):
		f = fault.New(fault.ProfileKeyUnknown, key.Token.Value, fault.With{"key": key.Token.Value})
	case errors.As(err, &kind):
		f = fault.New(wants(kind.DstType.Kind()), "", nil)
	case errors.As(err, &size):
		f = fault.New(fault.NotAnInteger, "", nil)
	case errors.As(err, &node) && node.Expected == ast.SequenceType:
		f = fault.New(fault.NotAList, "", nil)
	case errors.As(err, &node):
		f = fault.New(fault.NotAnObject, "", nil)
	}
	if token := broken.GetToken(); token != nil {
		f.Line, f.Column = token.Position.Line, token.Position.Column
	}
	return f
}

// wants is the code that says what a value of the kind must be.
func wants(kind reflect.Kind) fault.Code {
	switch kind {
	case reflect.String:
		return fault.NotText
	case reflect.Int:
		return fault.NotAnInteger
	case reflect.Float64:
		return fault.NotANumber
	case reflect.Bool:
		return fault.NotABoolean
	case reflect.Slice:
		return fault.NotAList
	}
	return fault.NotAnObject
}

// locate finds the place in the file of every fault that err holds.
func locate(tree *ast.File, err error) error {
	var problems []error
	for _, f := range fault.All(err) {
		f.Line, f.Column = place(tree, f.Field)
		problems = append(problems, f)
	}
	return errors.Join(problems...)
}

// place returns where the field stands in the file or, where it was left out,
// what it was left out of.
func place(tree *ast.File, field string) (line, column int) {
	for field != "" {
		path, err := yaml.PathString("$." + field)
		if err != nil {
			return 0, 0
		}
		if node, err := path.FilterFile(tree); err == nil && node != nil {
			at := node.GetToken().Position
			return at.Line, at.Column
		}
		field = field[:max(strings.LastIndexAny(field, ".["), 0)]
	}
	return 0, 0
}
