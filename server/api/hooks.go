package api

import (
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"
	"github.com/danielgtaylor/huma/v2/validation"

	"sizhang/domain/fault"
)

// huma keeps its hooks in package variables. This package is its only importer,
// so they are set once, before any operation is registered: messages are
// formatted then.
func init() {
	huma.DefaultArrayNullable = false
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		return refuse(fault.Chinese, "", status, message, errs)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
		if message == "unexpected error occurred" && len(errs) == 1 { // a handler's error
			p := problemFor(ctx, errs[0])
			p.headers(humagin.Unwrap(ctx).Writer.Header())
			return p
		}
		return refuse(languageOf(ctx.Header("Accept-Language")), requestID(ctx), status, message, errs)
	}
	codeMessages()
}

// requestID returns the id that the outer handler gave the request.
func requestID(ctx huma.Context) string {
	return humagin.Unwrap(ctx).Writer.Header().Get(requestIDHeader)
}

// noteCause keeps an internal fault for the access log, which alone tells it.
func noteCause(ctx huma.Context, f *fault.Fault) {
	_ = humagin.Unwrap(ctx).Error(f)
}

// refuse words what huma itself found wrong with a request.
func refuse(language fault.Language, request string, status int, message string, errs []error) *problem {
	switch {
	case status == http.StatusBadRequest && len(errs) == 0:
		return newProblem(language, request, fault.New(fault.BodyMissing, "", nil))
	case status == http.StatusBadRequest, message == "cannot read request body":
		return newProblem(language, request, fault.New(fault.BodyMalformed, "", fault.With{"reason": reasons(errs)}))
	case status == http.StatusRequestTimeout:
		return newProblem(language, request, fault.New(fault.BodyTooSlow, "", nil))
	case status == http.StatusRequestEntityTooLarge:
		_, limit, _ := strings.Cut(message, "limit=")
		limit = strings.TrimSuffix(limit, " bytes")
		return newProblem(language, request, fault.New(fault.BodyTooLarge, "", fault.With{"max": limit}))
	case status == http.StatusUnprocessableEntity:
		return newProblem(language, request, fault.New(fault.InvalidRequest, "", nil), fieldFaults(errs)...)
	default:
		return newProblem(language, request, fault.New(fault.InternalError, "", nil))
	}
}

// reasons says what is wrong with a body, without the body: that may hold a password.
func reasons(errs []error) string {
	texts := make([]string, len(errs))
	for i, err := range errs {
		texts[i] = err.Error()
		if detailer, ok := err.(huma.ErrorDetailer); ok {
			texts[i] = detailer.ErrorDetail().Message
		}
	}
	return strings.Join(texts, "; ")
}

// fieldFaults turns huma's findings into faults at fields.
func fieldFaults(errs []error) []*fault.Fault {
	fields := make([]*fault.Fault, 0, len(errs))
	for _, err := range errs {
		detailer, ok := err.(huma.ErrorDetailer)
		if !ok {
			fields = append(fields, fault.As(err))
			continue
		}
		detail := detailer.ErrorDetail()
		_, field, ok := strings.Cut(detail.Location, ".")
		if !ok {
			field = detail.Location
		}
		fields = append(fields, fieldFault(field, detail.Message))
	}
	return fields
}

// fieldFault reads a message of codeMessages, or one of those that huma has no
// variable for.
func fieldFault(field, message string) *fault.Fault {
	if code, limit, ok := strings.Cut(message, "|"); ok {
		if fault.Code(code) == fault.FieldMissing {
			field = within(field, limit)
		}
		return fault.New(fault.Code(code), field, fault.With{"limit": limit})
	}
	switch {
	case strings.HasPrefix(message, "required "):
		return fault.New(fault.FieldMissing, field, nil)
	case message == "invalid integer":
		return fault.New(fault.NotAnInteger, field, nil)
	case message == "invalid float":
		return fault.New(fault.NotANumber, field, nil)
	case message == "invalid boolean":
		return fault.New(fault.NotABoolean, field, nil)
	case strings.HasPrefix(message, "invalid date/time"):
		return fault.New(fault.NotADate, field, nil)
	}
	return fault.New(fault.FieldInvalid, field, nil)
}

// within names a property of a field; huma reports a missing one at its parent.
func within(field, property string) string {
	if field == "body" {
		return property
	}
	return field + "." + property
}

// codeMessages makes huma report codes instead of English: each message is a
// code, a bar and the limit that was broken.
func codeMessages() {
	set := func(code fault.Code, limit string, messages ...*string) {
		for _, message := range messages {
			*message = string(code) + "|" + limit
		}
	}
	set(fault.FieldUnknown, "", &validation.MsgUnexpectedProperty)
	set(fault.FieldMissing, "%s", &validation.MsgExpectedRequiredProperty)
	set(fault.NotABoolean, "", &validation.MsgExpectedBoolean)
	set(fault.NotANumber, "", &validation.MsgExpectedNumber)
	set(fault.NotAnInteger, "", &validation.MsgExpectedInteger)
	set(fault.NotText, "", &validation.MsgExpectedString)
	set(fault.NotAList, "", &validation.MsgExpectedArray)
	set(fault.NotAnObject, "", &validation.MsgExpectedObject)
	set(fault.NotADate, "", &validation.MsgExpectedRFC3339Date, &validation.MsgExpectedRFC3339DateTime)
	set(fault.NotOneOf, "%s", &validation.MsgExpectedOneOf)
	set(fault.NumberTooSmall, "%v", &validation.MsgExpectedMinimumNumber)
	set(fault.NumberTooLarge, "%v", &validation.MsgExpectedMaximumNumber)
	set(fault.TextTooShort, "%d", &validation.MsgExpectedMinLength)
	set(fault.TextTooLong, "%d", &validation.MsgExpectedMaxLength)
	set(fault.TextPattern, "%s", &validation.MsgExpectedMatchPattern, &validation.MsgExpectedBePattern)
	set(fault.ListTooShort, "%d", &validation.MsgExpectedMinItems)
	set(fault.ListTooLong, "%d", &validation.MsgExpectedMaxItems)
}
