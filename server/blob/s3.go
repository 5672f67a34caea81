package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"sizhang/domain/fault"
)

// S3 keeps blobs as objects of a bucket: at a cloud, or at a service of the city's
// own that speaks the same protocol.
type S3 struct {
	client   *minio.Client
	bucket   string
	endpoint string
}

// S3Options say where a bucket is. The secret key appears in no error and no log.
type S3Options struct {
	Endpoint             string // URL of the service, such as https://oss.example.cn
	Bucket               string
	Region               string // us-east-1 where empty, which services of one region take
	AccessKey, SecretKey string
	// Transport carries the requests; nil in use.
	Transport http.RoundTripper
}

// retries is how often a request is tried: callers try again by themselves.
const retries = 3

// OpenS3 finds the bucket. fault.PhotoBucketSilent where the service does not answer,
// fault.PhotoBucketRefused where it does not let us in, fault.PhotoBucketMissing
// where there is no such bucket.
func OpenS3(ctx context.Context, o S3Options) (*S3, error) {
	at, err := url.Parse(o.Endpoint)
	if err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https" || at.Path != "" && at.Path != "/" {
		return nil, errors.New("the endpoint of an S3 service is an address such as https://oss.example.cn")
	}
	if o.Region == "" {
		o.Region = "us-east-1"
	}
	client, err := minio.New(at.Host, &minio.Options{
		Creds: credentials.NewStaticV4(o.AccessKey, o.SecretKey, ""), Secure: at.Scheme == "https",
		Region: o.Region, MaxRetries: retries, Transport: o.Transport,
	})
	if err != nil {
		return nil, err
	}
	s := &S3{client, o.Bucket, at.Scheme + "://" + at.Host}
	there, err := client.BucketExists(ctx, o.Bucket)
	switch {
	case err != nil:
		return nil, s.refused(err)
	case !there:
		return nil, s.fault(fault.PhotoBucketMissing, nil)
	}
	return s, nil
}

// refused words why the bucket cannot be opened.
func (s *S3) refused(err error) error {
	switch answer := minio.ToErrorResponse(err); answer.StatusCode {
	case 0:
		return s.fault(fault.PhotoBucketSilent, err)
	case http.StatusNotFound:
		return s.fault(fault.PhotoBucketMissing, err)
	case http.StatusForbidden, http.StatusUnauthorized, http.StatusBadRequest, http.StatusMovedPermanently:
		return s.fault(fault.PhotoBucketRefused, err)
	}
	return s.fault(fault.PhotoBucketSilent, err)
}

func (s *S3) fault(code fault.Code, cause error) error {
	f := fault.New(code, "", fault.With{"endpoint": s.endpoint, "bucket": s.bucket})
	f.Cause = cause
	return f
}

// Put writes the object unless there is one: a service that knows If-None-Match sees
// to it, and one that does not writes the same bytes again. An answer that was lost
// on its way is covered by that, too.
func (s *S3) Put(ctx context.Context, key string, content []byte) error {
	if err := check(key, content); err != nil {
		return err
	}
	o := minio.PutObjectOptions{DisableMultipart: true, ContentType: "application/octet-stream"}
	o.SetMatchETagExcept("*")
	_, err := s.put(ctx, key, content, o)
	switch minio.ToErrorResponse(err).StatusCode {
	case http.StatusPreconditionFailed:
		return nil
	case http.StatusNotImplemented: // the condition
		_, err = s.put(ctx, key, content, minio.PutObjectOptions{DisableMultipart: true, ContentType: o.ContentType})
	}
	if err != nil {
		return fmt.Errorf("keeping %s in the bucket %s: %w", key, s.bucket, err)
	}
	return nil
}

func (s *S3) put(ctx context.Context, key string, content []byte, o minio.PutObjectOptions) (minio.UploadInfo, error) {
	return s.client.PutObject(ctx, s.bucket, key, bytes.NewReader(content), int64(len(content)), o)
}

// Open reads the object.
func (s *S3) Open(ctx context.Context, key string) (io.ReadCloser, error) {
	if err := CheckKey(key); err != nil {
		return nil, err
	}
	object, err := s.client.GetObject(ctx, s.bucket, key, minio.GetObjectOptions{})
	if err == nil {
		_, err = object.Stat() // nothing was asked until now
	}
	if err == nil {
		return object, nil
	}
	if object != nil {
		_ = object.Close() // what matters is why it could not be opened
	}
	if minio.ToErrorResponse(err).StatusCode == http.StatusNotFound {
		return nil, fmt.Errorf("%w: %s", ErrMissing, key)
	}
	return nil, fmt.Errorf("reading %s of the bucket %s: %w", key, s.bucket, err)
}

// Each lists the objects; services list them in bytewise order.
func (s *S3) Each(ctx context.Context, prefix string, visit func(key string) error) error {
	ctx, cancel := context.WithCancel(ctx) // ends the listing where visit fails
	defer cancel()
	for object := range s.client.ListObjectsIter(ctx, s.bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
		if object.Err != nil {
			return fmt.Errorf("listing the bucket %s: %w", s.bucket, object.Err)
		}
		if CheckKey(object.Key) != nil { // none of ours
			continue
		}
		if err := visit(object.Key); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// Close does nothing: connections are shared and end by themselves.
func (s *S3) Close() error { return nil }
