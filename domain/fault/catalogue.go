package fault

// Codes that belong to no part alone; the other catalogue files hold the rest. The
// server shows them all at /problems.
const (
	InternalError  Code = "internal_error"
	NotReady       Code = "not_ready"
	InvalidRequest Code = "invalid_request"
	NotFound       Code = "not_found"

	CRSMissing    Code = "crs_missing"
	CRSUnknown    Code = "crs_unknown"
	PointInvalid  Code = "point_invalid"
	CellInvalid   Code = "cell_invalid"
	TooManyPoints Code = "too_many_points"
	TooManyCells  Code = "too_many_cells"
)

type entry struct {
	kind   Kind
	zh, en string
}

var catalogue = map[Code]entry{
	InternalError:  {Internal, "系统内部错误，已记录。", "Something failed on our side; it has been recorded."},
	NotReady:       {Unavailable, "服务尚未就绪，请稍后再试。", "The service is not ready yet; try again shortly."},
	InvalidRequest: {Invalid, "请求不符合要求。", "The request does not fit the contract."},
	NotFound:       {Missing, "没有这个对象。", "There is no such object."},

	CRSMissing:    {Invalid, "必须声明坐标系：wgs84、gcj02 或 bd09。", "The datum must be declared: wgs84, gcj02 or bd09."},
	CRSUnknown:    {Invalid, "未知坐标系 {crs}；可用 wgs84、gcj02、bd09。", "Unknown datum {crs}; use wgs84, gcj02 or bd09."},
	PointInvalid:  {Invalid, "坐标无效：经度 {lng}，纬度 {lat}。", "Not a position: longitude {lng}, latitude {lat}."},
	CellInvalid:   {Invalid, "不是有效的 H3 网格编号：{cell}。", "Not a valid H3 cell: {cell}."},
	TooManyPoints: {TooLarge, "一次最多 {max} 个点，收到的更多。", "At most {max} points at once; more were given."},
	TooManyCells:  {TooLarge, "网格过多（{given}，上限 {max}）；请用更粗的分辨率。", "Too many cells ({given}, at most {max}); ask for a coarser resolution."},
}

// Codes returns every code in the catalogue.
func Codes() []Code {
	codes := make([]Code, 0, len(catalogue))
	for code := range catalogue {
		codes = append(codes, code)
	}
	return codes
}
