package standin

import (
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Codes of MongoDB's error_codes.yml.
const (
	codeBadValue             = 2
	codeNamespaceNotFound    = 26
	codeIndexNotFound        = 27
	codeCursorNotFound       = 43
	codeNamespaceExists      = 48
	codeDollarPrefixedField  = 52
	codeInvalidIDField       = 53
	codeWriteConcernFailed   = 64
	codeInvalidNamespace     = 73
	codeQueryPlanKilled      = 175
	codeChangeStreamFatal    = 280
	codeImmutableField       = 66
	codeCannotCreateIndex    = 67
	codeInvalidOptions       = 72
	codeNoReplication        = 76
	codeIndexOptionsConflict = 85
	codeIndexKeySpecs        = 86
	codeNotSupported         = 115
	codeUnauthorized         = 13
	codeOverflow             = 15
	codeIllegalOperation     = 20
	codeNotAReplicaSet       = 123
	codeTransactionTooOld    = 225
	codeUpdateTooLarge       = 17419
	codeOtherSession         = 50738
	codeSnapshotTooOld       = 239
	codeSnapshotUnavailable  = 246
	codeInvalidResumeToken   = 260
	codeHistoryLost          = 286
	codeObjectTooLarge       = 10334
	codeDuplicateKey         = 11000
	codeUnknownStage         = 40324
	codeOnlyReplicaSets      = 40573
)

var codeNames = map[int32]string{
	codeBadValue: "BadValue", codeNamespaceNotFound: "NamespaceNotFound", codeIndexNotFound: "IndexNotFound",
	codeCursorNotFound: "CursorNotFound", codeNamespaceExists: "NamespaceExists",
	codeDollarPrefixedField: "DollarPrefixedFieldName", codeInvalidIDField: "InvalidIdField",
	codeWriteConcernFailed: "WriteConcernFailed", codeImmutableField: "ImmutableField",
	codeCannotCreateIndex: "CannotCreateIndex", codeInvalidOptions: "InvalidOptions",
	codeNoReplication: "NoReplicationEnabled", codeIndexOptionsConflict: "IndexOptionsConflict",
	codeIndexKeySpecs: "IndexKeySpecsConflict", codeNotSupported: "CommandNotSupported",
	codeOverflow: "Overflow", codeIllegalOperation: "IllegalOperation",
	codeTransactionTooOld: "TransactionTooOld", codeSnapshotTooOld: "SnapshotTooOld",
	codeSnapshotUnavailable: "SnapshotUnavailable", codeInvalidResumeToken: "InvalidResumeToken",
	codeHistoryLost: "ChangeStreamHistoryLost", codeObjectTooLarge: "BSONObjectTooLarge",
	codeDuplicateKey: "DuplicateKey", codeInvalidNamespace: "InvalidNamespace", codeUnauthorized: "Unauthorized", codeNotAReplicaSet: "NotAReplicaSet",
	codeQueryPlanKilled: "QueryPlanKilled", codeChangeStreamFatal: "ChangeStreamFatalError",
	// Codes that only faults give.
	6: "HostUnreachable", 7: "HostNotFound", 50: "MaxTimeMSExpired", 89: "NetworkTimeout",
	91: "ShutdownInProgress", 112: "WriteConflict", 189: "PrimarySteppedDown", 262: "ExceededTimeLimit",
	9001: "SocketException", 10107: "NotWritablePrimary", 11600: "InterruptedAtShutdown",
	11602: "InterruptedDueToReplStateChange", 13435: "NotPrimaryNoSecondaryOk",
	13436: "NotPrimaryOrSecondary", 14031: "OutOfDiskSpace",
}

// problem is an error as MongoDB words it.
type problem struct {
	code    int32
	message string
	labels  []string
	extra   bson.D // such as keyPattern and keyValue
}

func (p *problem) Error() string {
	return fmt.Sprintf("%d %s: %s", p.code, codeName(p.code), p.message)
}

func codeName(code int32) string {
	if name, ok := codeNames[code]; ok {
		return name
	}
	return fmt.Sprintf("Location%d", code)
}

func refuse(code int32, format string, with ...any) error {
	return &problem{code: code, message: fmt.Sprintf(format, with...)}
}

// unknown refuses what this server does not implement.
func unknown(format string, with ...any) error {
	return refuse(codeNotSupported, "standin does not know "+format, with...)
}

// asProblem finds the problem in an error; any other error is our own trouble, 1.
func asProblem(err error) *problem {
	if p, ok := errors.AsType[*problem](err); ok {
		return p
	}
	return &problem{code: 1, message: err.Error()}
}

// failure is the reply that says so.
func (p *problem) failure() bson.D {
	reply := bson.D{{Key: "ok", Value: 0.0}, {Key: "errmsg", Value: p.message}, {Key: "code", Value: p.code}, {Key: "codeName", Value: codeName(p.code)}}
	reply = append(reply, p.extra...)
	if len(p.labels) > 0 {
		reply = append(reply, bson.E{Key: "errorLabels", Value: p.labels})
	}
	return reply
}

// writeError is the same for one statement of a write.
func (p *problem) writeError(index int) bson.D {
	return append(bson.D{{Key: "index", Value: int32(index)}, {Key: "code", Value: p.code}, {Key: "errmsg", Value: p.message}}, p.extra...)
}
