package mongo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"

	"sizhang/server/store"
)

// translate says in the contract's words, or in plain ones, what the driver or the
// server meant.
func translate(err error) error {
	switch {
	case err == nil:
		return nil
	case mongo.IsDuplicateKeyError(err):
		return fmt.Errorf("%w: %w", store.ErrExists, err)
	case errors.Is(err, mongo.ErrClientDisconnected):
		return store.ErrClosed
	case passing(err):
		return fmt.Errorf("%w: %w", store.ErrTransient, err)
	}
	return err
}

// Codes of the server that say no more than that it cannot now, after
// MongoDB's error_codes.yml.
var passingCodes = []int{
	6,     // HostUnreachable
	7,     // HostNotFound
	50,    // MaxTimeMSExpired
	64,    // WriteConcernFailed: written, but not known to be safe
	89,    // NetworkTimeout
	91,    // ShutdownInProgress
	133,   // FailedToSatisfyReadPreference
	134,   // ReadConcernMajorityNotAvailableYet
	189,   // PrimarySteppedDown
	202,   // NetworkInterfaceExceededTimeLimit
	234,   // RetryChangeStream
	239,   // SnapshotTooOld
	246,   // SnapshotUnavailable
	262,   // ExceededTimeLimit
	112,   // WriteConflict
	9001,  // SocketException
	10107, // NotWritablePrimary
	11600, // InterruptedAtShutdown
	11602, // InterruptedDueToReplStateChange
	13388, // StaleConfig
	13435, // NotPrimaryNoSecondaryOk
	13436, // NotPrimaryOrSecondary
	14031, // OutOfDiskSpace
}

// passing says whether the trouble may be over at the next try.
func passing(err error) bool {
	if mongo.IsNetworkError(err) || mongo.IsTimeout(err) || errors.Is(err, context.Canceled) || notSent(err) {
		return true
	}
	var server mongo.ServerError
	return errors.As(err, &server) &&
		(server.HasErrorLabel("RetryableWriteError") || slices.ContainsFunc(passingCodes, server.HasErrorCode))
}

// notSent says whether the driver found no server, or no connection, to send the
// command on.
func notSent(err error) bool {
	var selection topology.ServerSelectionError
	var pool driver.RetryablePoolError
	return errors.As(err, &selection) || errors.As(err, &pool)
}

// unsure says whether a write that failed so may have been made, or may yet be:
// always, unless it was never sent or a server refused it in so many words.
func unsure(err error) bool {
	if err == nil || known(err) || notSent(err) {
		return false
	}
	const internalError = 1
	var server mongo.ServerError
	return !errors.As(err, &server) || passing(err) || server.HasErrorCode(internalError) || madeUnsafely(err)
}

// known says whether the error tells that the write was not made.
func known(err error) bool {
	return mongo.IsDuplicateKeyError(err) || errors.Is(err, store.ErrExists) || errors.Is(err, store.ErrStale) ||
		errors.Is(err, store.ErrMissing) || errors.Is(err, mongo.ErrClientDisconnected) ||
		errors.As(err, new(mongo.MarshalError)) || errors.As(err, new(mongo.InvalidArgumentError))
}

// madeUnsafely says whether the write was made, and only its safety is in doubt.
func madeUnsafely(err error) bool {
	var write mongo.WriteException
	return errors.As(err, &write) && write.WriteConcernError != nil && len(write.WriteErrors) == 0
}

// ofID says whether a duplicate is one of the id, rather than of a unique key.
func ofID(duplicate error) bool {
	var write mongo.WriteException
	if !errors.As(duplicate, &write) {
		return false
	}
	return slices.ContainsFunc(write.WriteErrors, func(e mongo.WriteError) bool {
		_, err := e.Raw.LookupErr("keyPattern", fieldID)
		return err == nil || strings.Contains(e.Message, "index: _id_")
	})
}

// said returns an error that is the context's own where that has ended: the
// driver puts it in words of its own.
func said(ctx context.Context, err error) error {
	if ended := ctx.Err(); err != nil && ended != nil && !errors.Is(err, ended) {
		return fmt.Errorf("%w: %w", ended, err)
	}
	return err
}
