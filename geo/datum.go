package geo

// Datum is the coordinate system that a position was given in.
type Datum string

const (
	// WGS84 is what phones' satellite receivers give; CGCS2000 differs from it
	// by centimetres.
	WGS84 Datum = "wgs84"
	// GCJ02 火星坐标系: Amap, Tencent and WeChat.
	GCJ02 Datum = "gcj02"
	// BD09: Baidu.
	BD09 Datum = "bd09"
)
