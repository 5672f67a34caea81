package fault

// What can be wrong with a photo.
const (
	PhotoNotFound    Code = "photo_not_found"
	PhotoMissing     Code = "photo_missing"
	PhotoKind        Code = "photo_kind"
	PhotoHEIC        Code = "photo_heic"
	PhotoAnimated    Code = "photo_animated"
	PhotoBroken      Code = "photo_broken"
	PhotoImplausible Code = "photo_implausible"
	PhotoTooLarge    Code = "photo_too_large"
	PhotoTooWide     Code = "photo_too_wide"
	PhotoTooHeavy    Code = "photo_too_heavy"
	PhotosUnkept     Code = "photos_unkept"
)

// What can be wrong with where photos are kept.
const (
	PhotoPlaceUnusable Code = "photo_place_unusable"
	PhotoBucketMissing Code = "photo_bucket_missing"
	PhotoBucketRefused Code = "photo_bucket_refused"
	PhotoBucketSilent  Code = "photo_bucket_silent"
)

func init() {
	extend(map[Code]entry{
		PhotoNotFound:    {Missing, "没有照片 {photo}。", "There is no photo {photo}."},
		PhotoMissing:     {Invalid, "请求中没有照片；请在 multipart/form-data 中给一个名为 photo 的部分，或以照片本身作正文。", "There is no photo in the request; send multipart/form-data with one part named photo, or the photo itself as the body."},
		PhotoKind:        {Invalid, "这不是照片（内容是 {kind}）；可以是 JPEG、PNG 或 WebP。", "This is no photo (its content is {kind}); it can be JPEG, PNG or WebP."},
		PhotoHEIC:        {Invalid, "这是 HEIC/AVIF 照片，本服务不能读取；请在手机上改用 JPEG（苹果手机：设置 → 相机 → 格式 → 兼容性最佳），或转为 JPEG 再传。", "This is a HEIC or AVIF photo, which is not read here; set the phone to JPEG (iPhone: Settings → Camera → Formats → Most Compatible), or convert it to JPEG first."},
		PhotoAnimated:    {Invalid, "这是动图；请传单张照片。", "This is an animation; send a single photo."},
		PhotoBroken:      {Invalid, "照片已损坏或没有传完，无法读取（{reason}）；请重新拍摄或重新传送。", "The photo is damaged or did not arrive whole ({reason}); take it or send it again."},
		PhotoImplausible: {Invalid, "照片有 {pixels} 像素，却只有 {bytes} 字节，不像是拍摄的照片；请传原图。", "A photo of {pixels} pixels in {bytes} bytes was hardly taken by a camera; send the original."},
		PhotoTooLarge:    {TooLarge, "照片过大，上限 {max} 字节；请降低分辨率再传。", "The photo is too large: at most {max} bytes; send it at a lower resolution."},
		PhotoTooWide:     {TooLarge, "照片像素过多（{width}×{height}），上限 {max} 像素；请降低分辨率再传。", "The photo has too many pixels ({width}×{height}): at most {max}; send it at a lower resolution."},
		PhotoTooHeavy:    {TooLarge, "打开这张照片（{width}×{height}）要占用过多内存；请降低分辨率，或另存为普通（非渐进式）JPEG 再传。", "To open this photo ({width}×{height}) takes too much memory; send it at a lower resolution, or as an ordinary JPEG, not a progressive one."},
		PhotosUnkept:     {Unavailable, "照片目前无法保存或读取，可稍后重试，重试是安全的。", "Photos cannot be kept or read at the moment; try again later, which is safe."},

		PhotoPlaceUnusable: {Invalid, "照片目录 {folder} 不可用；请检查目录及其权限，或用 --photos 另行指定。", "The folder {folder} cannot keep photos; see to it and its rights, or name another with --photos."},
		PhotoBucketMissing: {Invalid, "对象存储 {endpoint} 上没有存储桶 {bucket}；请先建好，或更正 --photos。", "There is no bucket {bucket} at {endpoint}; make it first, or correct --photos."},
		PhotoBucketRefused: {Invalid, "对象存储 {endpoint} 拒绝访问存储桶 {bucket}；请检查 SIZHANG_S3_ACCESS_KEY、SIZHANG_S3_SECRET_KEY、区域及其权限。", "{endpoint} refuses access to the bucket {bucket}; see to SIZHANG_S3_ACCESS_KEY, SIZHANG_S3_SECRET_KEY, the region and their rights."},
		PhotoBucketSilent:  {Unavailable, "对象存储 {endpoint} 没有应答；请检查地址与网络。", "{endpoint} does not answer; see to the address and the network."},
	})
}
