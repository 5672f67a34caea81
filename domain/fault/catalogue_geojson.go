package fault

// What can be wrong with a GeoJSON file, by the reasons of geo.FormatReason.
const (
	GeoJSONEmptyFile          Code = "geojson_empty_file"
	GeoJSONNotUTF8            Code = "geojson_not_utf8"
	GeoJSONNotJSON            Code = "geojson_not_json"
	GeoJSONTruncated          Code = "geojson_truncated"
	GeoJSONNotANumber         Code = "geojson_not_a_number"
	GeoJSONNotFeatures        Code = "geojson_not_features"
	GeoJSONNoFeatures         Code = "geojson_no_features_member"
	GeoJSONDoubledMember      Code = "geojson_doubled_member"
	GeoJSONMemberKind         Code = "geojson_member_kind"
	GeoJSONLateCRS            Code = "geojson_late_crs"
	GeoJSONGeometryType       Code = "geojson_geometry_type"
	GeoJSONNoCoordinates      Code = "geojson_no_coordinates"
	GeoJSONWrongNesting       Code = "geojson_wrong_nesting"
	GeoJSONBadPosition        Code = "geojson_bad_position"
	GeoJSONCoordinateKind     Code = "geojson_coordinate_kind"
	GeoJSONCoordinateTooLarge Code = "geojson_coordinate_too_large"
	GeoJSONFeatureTooLarge    Code = "geojson_feature_too_large"
	GeoJSONOtherCRS           Code = "geojson_other_crs"
)

func init() {
	extend(map[Code]entry{
		GeoJSONEmptyFile:          {Invalid, "文件是空的。", "The file is empty."},
		GeoJSONNotUTF8:            {Invalid, "文件不是 UTF-8 编码（第 {byte} 字节）；请另存为 UTF-8。", "The file is not UTF-8 (at byte {byte}); save it as UTF-8."},
		GeoJSONNotJSON:            {Invalid, "第 {byte} 字节处不是有效的 JSON：{detail}", "At byte {byte} the file is not JSON: {detail}"},
		GeoJSONTruncated:          {Invalid, "文件在第 {byte} 字节处中断，不完整。", "The file breaks off at byte {byte}."},
		GeoJSONNotANumber:         {Invalid, "第 {byte} 字节处是 NaN 或 Infinity，不是坐标。", "At byte {byte} stands NaN or Infinity, which is no coordinate."},
		GeoJSONNotFeatures:        {Invalid, "这不是 GeoJSON 的 FeatureCollection 或 Feature（{detail}）。", "This is no GeoJSON FeatureCollection or Feature ({detail})."},
		GeoJSONNoFeatures:         {Invalid, "FeatureCollection 中没有 features。", "The FeatureCollection has no features member."},
		GeoJSONDoubledMember:      {Invalid, "“{detail}”出现了两次（第 {byte} 字节）。", "“{detail}” stands there twice (at byte {byte})."},
		GeoJSONMemberKind:         {Invalid, "“{detail}”的类型不符合 GeoJSON（第 {byte} 字节）。", "“{detail}” is not what GeoJSON says (at byte {byte})."},
		GeoJSONLateCRS:            {Invalid, "文件在要素之后才声明坐标系 {detail}。", "The file declares its coordinate system {detail} only after the features."},
		GeoJSONGeometryType:       {Invalid, "图形类型“{detail}”不能导入。", "A geometry of type “{detail}” cannot be imported."},
		GeoJSONNoCoordinates:      {Invalid, "图形没有坐标。", "The geometry has no coordinates."},
		GeoJSONWrongNesting:       {Invalid, "坐标的括号层数与图形类型不符：{detail}", "The coordinates are nested too deep or too shallow for their type: {detail}"},
		GeoJSONBadPosition:        {Invalid, "坐标应为经度、纬度两个数：{detail}", "A position must be two numbers, longitude and latitude: {detail}"},
		GeoJSONCoordinateKind:     {Invalid, "坐标必须是数字：{detail}", "A coordinate must be a number: {detail}"},
		GeoJSONCoordinateTooLarge: {Invalid, "坐标的数值过大：{detail}", "A coordinate is too large a number: {detail}"},
		GeoJSONFeatureTooLarge:    {TooLarge, "单个要素超过 {max} 字节。", "One feature has more than {max} bytes."},
		GeoJSONOtherCRS:           {Invalid, "文件声明了坐标系 {crs}；只接受经纬度（WGS84、CGCS2000，或以 --crs 声明的 GCJ-02、BD-09）。", "The file declares the coordinate system {crs}; only longitude and latitude are read (WGS84, CGCS2000, or GCJ-02 and BD-09 as --crs declares)."},
	})
}
