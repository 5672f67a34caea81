package cli

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"

	"sizhang/domain/fault"
	"sizhang/server/blob"
	"sizhang/server/photo"
	"sizhang/server/store"
)

// photoSettings say where photos are kept: they are large and never change, so that
// they do not stand in the store.
type photoSettings struct {
	Photos      string `secret:"place" help:"照片保存处：目录，默认数据目录里的 photos；或对象存储 s3://BUCKET?endpoint=URL&region=REGION。用 MongoDB 时必须指明。不在备份里，请另行复制 / where photos are kept: a folder, photos in the folder of the data by default, or a bucket, s3://BUCKET?endpoint=URL&region=REGION. With MongoDB it must be named. They are not in the backups: copy them by themselves." placeholder:"PLACE"`
	S3AccessKey string `name:"s3-access-key" env:"SIZHANG_S3_ACCESS_KEY" secret:"" help:"对象存储的访问密钥 ID，请用环境变量 / access key of the bucket; the environment variable keeps it out of the process list." placeholder:"TEXT"`
	S3SecretKey string `name:"s3-secret-key" env:"SIZHANG_S3_SECRET_KEY" secret:"" help:"对象存储的访问密钥，请用环境变量 / secret key of the bucket; the environment variable keeps it out of the process list." placeholder:"TEXT"`
}

// photoFolder is the usual name, beside the data.
const photoFolder = "photos"

// bucketScheme begins the address of a bucket.
const bucketScheme = "s3://"

// open finds where the photos of a store are kept, and makes the folder where there
// is none. The caller closes what it returns.
func (s photoSettings) open(ctx context.Context, where dataSettings, st store.Store) (*photo.Album, blob.Blobs, error) {
	if strings.HasPrefix(s.Photos, bucketScheme) {
		o, err := s.bucket()
		if err != nil {
			return nil, nil, err
		}
		bucket, err := blob.OpenS3(ctx, o)
		if err != nil {
			return nil, nil, err
		}
		return photo.New(st, bucket, photo.Options{}), bucket, nil
	}
	path, err := s.folder(where)
	if err != nil {
		return nil, nil, err
	}
	folder, err := blob.OpenFolder(path)
	if err != nil {
		return nil, nil, &fault.Fault{Code: fault.PhotoPlaceUnusable, Field: "photos", With: fault.With{"folder": path}, Cause: err}
	}
	return photo.New(st, folder, photo.Options{Temp: folder.Temp()}), folder, nil
}

// folder is where the photos of a store are.
func (s photoSettings) folder(where dataSettings) (string, error) {
	switch {
	case s.Photos != "":
		return filepath.Abs(s.Photos)
	case where.Mongo != "":
		return "", usageError("--photos：用 MongoDB 时须指明照片保存处，各服务器用同一处 / with MongoDB the place of the photos must be named; all servers use the same (SIZHANG_PHOTOS)")
	}
	return filepath.Join(where.Data, photoFolder), nil
}

// bucketName is what services allow (Amazon S3, bucket naming rules).
var bucketName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)

// bucket takes the address of a bucket apart. No part of a malformed one is repeated:
// somebody may have put a key into it.
func (s photoSettings) bucket() (blob.S3Options, error) {
	wrong := func(zh, en string) (blob.S3Options, error) {
		return blob.S3Options{}, usageError(fmt.Sprintf("--photos：%s；应为 / %s; it is s3://BUCKET?endpoint=https://HOST&region=REGION", zh, en))
	}
	at, err := url.Parse(s.Photos)
	if err != nil {
		return wrong("不是有效的地址", "this is no address")
	}
	query, err := url.ParseQuery(at.RawQuery)
	endpoint, parseErr := url.Parse(query.Get("endpoint"))
	switch {
	case err != nil || parseErr != nil:
		return wrong("不是有效的地址", "this is no address")
	case at.User != nil || endpoint.User != nil:
		return wrong("密钥不放在地址里，请用 SIZHANG_S3_ACCESS_KEY 与 SIZHANG_S3_SECRET_KEY", "keys do not stand in it: use SIZHANG_S3_ACCESS_KEY and SIZHANG_S3_SECRET_KEY")
	case !bucketName.MatchString(at.Host) || strings.Trim(at.Path, "/") != "" || at.Fragment != "":
		return wrong("存储桶名无效", "this is no name of a bucket")
	case endpoint.Scheme != "https" && endpoint.Scheme != "http" || endpoint.Host == "" || strings.Trim(endpoint.Path, "/") != "" || endpoint.RawQuery != "":
		return wrong("endpoint 无效", "the endpoint is no address")
	}
	for name, values := range query {
		if name != "endpoint" && name != "region" || len(values) != 1 {
			return wrong("只有 endpoint 与 region 两个参数，各一次", "there is endpoint and region, each once")
		}
	}
	if s.S3AccessKey == "" || s.S3SecretKey == "" {
		return blob.S3Options{}, usageError("--photos：须设环境变量 SIZHANG_S3_ACCESS_KEY 与 SIZHANG_S3_SECRET_KEY / set the environment variables SIZHANG_S3_ACCESS_KEY and SIZHANG_S3_SECRET_KEY")
	}
	return blob.S3Options{
		Endpoint: strings.TrimSuffix(query.Get("endpoint"), "/"), Bucket: at.Host, Region: query.Get("region"),
		AccessKey: s.S3AccessKey, SecretKey: s.S3SecretKey,
	}, nil
}

// shownPhotoPlace is the place of photos as it may be printed: of a malformed address
// nothing can be told safely.
func shownPhotoPlace(text string) string {
	if !strings.HasPrefix(text, bucketScheme) {
		return text
	}
	if _, err := (photoSettings{Photos: text, S3AccessKey: hidden, S3SecretKey: hidden}).bucket(); err != nil {
		return hidden
	}
	return text
}

// photoCommands are about the photos of a city.
type photoCommands struct {
	Verify photoVerifyCommand `cmd:"" help:"逐张核验照片原图 / read every original again and name those that are damaged or missing."`
}

type photoVerifyCommand struct {
	citySettings
	photoSettings
	JSON bool `name:"json" help:"用 JSON，供监控用 / as JSON, for monitoring."`
}

// Help is shown by photo verify --help.
func (photoVerifyCommand) Help() string {
	return "重新计算每张原图的 SHA-256。恢复备份、复制照片之后请运行 / It hashes every original anew. Run it after a restore, and after photos were copied.\n\n" +
		"示例 / Example:\n\n  sizhang photo verify --city 110101 --data data"
}

// photoFlaw is a flaw as it is printed.
type photoFlaw struct {
	ID   string `json:"id"`
	What string `json:"what"`
}

// Run verifies the photos; it fails where one is damaged or missing.
func (c *photoVerifyCommand) Run(r *run) error {
	return c.begin(r, func(w *working) (err error) {
		album, blobs, err := c.photoSettings.open(r.ctx, c.dataSettings, w.app.Store())
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, blobs.Close()) }()
		flaws := []photoFlaw{}
		photos, err := album.Verify(r.ctx, c.City, func(f photo.Flaw) error {
			flaws = append(flaws, photoFlaw{f.ID, f.What})
			return nil
		})
		if err != nil {
			return err
		}
		if err := c.print(r, photos, flaws); err != nil || len(flaws) == 0 {
			return err
		}
		return &toldError{}
	})
}

func (c *photoVerifyCommand) print(r *run, photos int, flaws []photoFlaw) error {
	if c.JSON {
		return r.printDocument(struct {
			Photos int         `json:"photos"`
			Flaws  []photoFlaw `json:"flaws"`
		}{photos, flaws})
	}
	for _, f := range flaws {
		zh := map[string]string{photo.OriginalMissing: "原图缺失", photo.OriginalDamaged: "原图已损坏", photo.ServedMissing: "展示图缺失，重新上传同一张即可补上"}[f.What]
		en := map[string]string{photo.OriginalMissing: "the original is missing", photo.OriginalDamaged: "the original is damaged", photo.ServedMissing: "what is shown of it is missing; to upload the same photo again mends it"}[f.What]
		if err := r.say("%s：%s", "%s: %s", f.ID, pick(r.lang, zh, en)); err != nil {
			return err
		}
	}
	if len(flaws) > 0 {
		return r.say("共 %d 张照片，%d 处问题。", "%d photos, %d flaws.", photos, len(flaws))
	}
	return r.say("完好：%d 张照片。", "Whole: %d photos.", photos)
}
