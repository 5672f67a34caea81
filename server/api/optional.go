package api

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// optional is a parameter whose absence differs from every value it may have.
type optional[T any] struct {
	Value T
	Given bool
}

// Schema is that of the value.
func (o optional[T]) Schema(r huma.Registry) *huma.Schema {
	return huma.SchemaFromType(r, reflect.TypeOf(o.Value))
}

// Receiver is where huma puts the value.
func (o *optional[T]) Receiver() reflect.Value { return reflect.ValueOf(o).Elem().Field(0) }

// OnParamSet learns from huma whether there was one.
func (o *optional[T]) OnParamSet(given bool, _ any) { o.Given = given }
