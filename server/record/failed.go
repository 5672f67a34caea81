package record

import "sizhang/domain/fault"

// Failed says why an act came to nothing, as an entry has it under "failed": with the code
// of its fault, or "refused" where its findings say why. It is empty where it came to
// something.
func Failed(done any, err error) string {
	if err != nil {
		return string(fault.As(err).Code)
	}
	if refusable, may := done.(interface{ Refused() bool }); may && refusable.Refused() {
		return "refused"
	}
	return ""
}
