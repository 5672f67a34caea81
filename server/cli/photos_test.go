package cli

import (
	"bytes"
	"encoding/json"
	"image"
	"image/jpeg"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sizhang/server/blob"
	"sizhang/server/photo"
	"sizhang/server/store"
	"sizhang/server/store/sqlite"
)

const bucketSecret = "hunter2hunter2hunter2"

// Where photos are kept is looked at before anything starts, and no key is repeated.
func TestThePlaceOfPhotos(t *testing.T) {
	keys := photoSettings{S3AccessKey: "clerk", S3SecretKey: bucketSecret}
	for _, c := range []struct {
		place string
		want  string // endpoint bucket region, or empty where it is refused
	}{
		{"s3://photos?endpoint=https://oss.example.cn&region=cn-north-1", "https://oss.example.cn photos cn-north-1"},
		{"s3://photos?endpoint=http://10.0.0.5:9000", "http://10.0.0.5:9000 photos "},
		{"s3://city.photos-1/?endpoint=https://oss.example.cn/", "https://oss.example.cn city.photos-1 "},
		{"s3://", ""}, {"s3://photos", ""}, {"s3://photos?endpoint=oss.example.cn", ""}, {"s3://photos?endpoint=ftp://oss.example.cn", ""},
		{"s3://Photos?endpoint=https://oss.example.cn", ""}, {"s3://p?endpoint=https://oss.example.cn", ""},
		{"s3://photos/folder?endpoint=https://oss.example.cn", ""}, {"s3://photos?endpoint=https://oss.example.cn/path", ""},
		{"s3://clerk:" + bucketSecret + "@photos?endpoint=https://oss.example.cn", ""},
		{"s3://photos?endpoint=https://clerk:" + bucketSecret + "@oss.example.cn", ""},
		{"s3://photos?endpoint=https://oss.example.cn&secret=" + bucketSecret, ""},
		{"s3://photos?endpoint=https://oss.example.cn&region=a&region=b", ""},
		{"s3://photos?endpoint=https://oss.example.cn#" + bucketSecret, ""}, {"s3://%zz", ""},
	} {
		s := keys
		s.Photos = c.place
		o, err := s.bucket()
		if got := strings.Join([]string{o.Endpoint, o.Bucket, o.Region}, " "); err == nil && got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s: %q, %v", c.place, got, err)
		}
		if err != nil && strings.Contains(err.Error(), bucketSecret) {
			t.Errorf("%s: the key is told: %v", c.place, err)
		}
		if shown := shownPhotoPlace(c.place); strings.Contains(shown, bucketSecret) || c.want != "" && shown != c.place {
			t.Errorf("%s is shown as %s", c.place, shown)
		}
	}
	for _, s := range []photoSettings{{S3AccessKey: "clerk"}, {S3SecretKey: bucketSecret}} {
		s.Photos = "s3://photos?endpoint=https://oss.example.cn"
		if _, err := s.bucket(); err == nil || strings.Contains(err.Error(), bucketSecret) {
			t.Errorf("%v", err)
		}
	}
	if _, err := (photoSettings{}).folder(dataSettings{Mongo: "mongodb://a/db"}); err == nil {
		t.Error("with MongoDB a folder is guessed")
	}
}

func TestConfigHidesTheKeysOfTheBucket(t *testing.T) {
	t.Setenv("SIZHANG_S3_SECRET_KEY", bucketSecret)
	t.Setenv("SIZHANG_S3_ACCESS_KEY", "an-access-key")
	t.Setenv("SIZHANG_PHOTOS", "s3://clerk:"+bucketSecret+"@photos?endpoint=https://oss.example.cn")
	out := want(t, exitOK, "--s3-secret-key", "config")
	if !strings.Contains(out, "SIZHANG_S3_SECRET_KEY") || !strings.Contains(out, hidden) {
		t.Errorf("the key is not read from where the documents say:\n%s", out)
	}
	if strings.Contains(out, bucketSecret) || strings.Contains(out, "an-access-key") {
		t.Errorf("a key is shown:\n%s", out)
	}
	t.Setenv("SIZHANG_PHOTOS", "s3://photos?endpoint=https://oss.example.cn")
	want(t, exitOK, "s3://photos?endpoint=https://oss.example.cn", "config")
}

// A server that cannot keep photos does not start.
func TestAServerWithoutAPlaceForPhotos(t *testing.T) {
	inExamples(t)
	if err := os.WriteFile("file", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	want(t, exitFailed, "photo_place_unusable", "serve --photos file/photos --listen "+freeAddress)
	want(t, exitUsage, "SIZHANG_S3_SECRET_KEY", "serve --photos s3://photos?endpoint=http://127.0.0.1:1 --listen "+freeAddress)
	t.Setenv("SIZHANG_S3_SECRET_KEY", bucketSecret)
	t.Setenv("SIZHANG_S3_ACCESS_KEY", "clerk")
	out := want(t, exitFailed, "photo_bucket_silent", "serve --photos s3://photos?endpoint=http://127.0.0.1:1 --listen "+freeAddress)
	if strings.Contains(out, bucketSecret) {
		t.Errorf("the key is told:\n%s", out)
	}
}

// photo verify names what is damaged, and no other.
func TestPhotoVerify(t *testing.T) {
	inExamples(t)
	ids := twoPhotos(t)
	const verify = "photo verify --city 110101 --data data --lang en"
	want(t, exitOK, "Whole: 2 photos", verify)
	damage(t, ids[0])
	out := want(t, exitFailed, ids[0]+": the original is damaged", verify)
	if strings.Contains(out, ids[1]) {
		t.Errorf("the other is named, too:\n%s", out)
	}
	var report struct {
		Photos int
		Flaws  []struct{ ID, What string }
	}
	_, text, _ := onLine(t, verify+" --json")
	if err := json.Unmarshal([]byte(text), &report); err != nil || report.Photos != 2 || len(report.Flaws) != 1 || report.Flaws[0].What != photo.OriginalDamaged {
		t.Errorf("%s, %v", text, err)
	}
}

// twoPhotos makes a store of two photos.
func twoPhotos(t *testing.T) (ids []string) {
	t.Helper()
	st, err := sqlite.Open(t.Context(), "data", store.Schema)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	folder, err := blob.OpenFolder(filepath.Join("data", photoFolder))
	if err != nil {
		t.Fatal(err)
	}
	for side := 10; side < 12; side++ {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, side, side)), nil); err != nil {
			t.Fatal(err)
		}
		p, err := photo.New(st, folder, photo.Options{}).Add(t.Context(), "110101", "", &b)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, p.ID)
	}
	return ids
}

func damage(t *testing.T, id string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join("data", photoFolder, "110101", "original"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == id {
			return os.WriteFile(path, []byte("something else"), 0o600)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
