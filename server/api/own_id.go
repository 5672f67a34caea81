package api

import (
	"github.com/google/uuid"

	"sizhang/domain/fault"
)

// ownID refuses an id that whoever asks made themselves and that is no UUID as RFC 9562
// writes it, with the code: two phones could come upon any other text, and one such as
// "cells" is a route beside the issue, which nobody could open.
func ownID(id string, code fault.Code, field string) error {
	const long = 36
	if len(id) != long || uuid.Validate(id) != nil {
		return fault.New(code, field, nil)
	}
	return nil
}
