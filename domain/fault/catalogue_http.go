package fault

// What HTTP itself refuses, before a handler sees the request.
const (
	RouteNotFound        Code = "route_not_found"
	MethodNotAllowed     Code = "method_not_allowed"
	NotAcceptable        Code = "not_acceptable"
	MediaTypeUnsupported Code = "media_type_unsupported"
	BodyMissing          Code = "body_missing"
	BodyMalformed        Code = "body_malformed"
	BodyTooLarge         Code = "body_too_large"
	BodyTooSlow          Code = "body_too_slow"
)

// What can be wrong with one field of a request.
const (
	FieldMissing     Code = "field_missing"
	FieldUnknown     Code = "field_unknown"
	FieldTwice       Code = "field_twice"
	FieldInvalid     Code = "field_invalid"
	NumbersCount     Code = "numbers_count"
	NotANumber       Code = "not_a_number"
	NotAnInteger     Code = "not_an_integer"
	NotABoolean      Code = "not_a_boolean"
	NotText          Code = "not_text"
	NotAList         Code = "not_a_list"
	NotAnObject      Code = "not_an_object"
	NotADate         Code = "not_a_date"
	NotOneOf         Code = "not_one_of"
	NumberTooSmall   Code = "number_too_small"
	NumberTooLarge   Code = "number_too_large"
	TextTooShort     Code = "text_too_short"
	TextTooLong      Code = "text_too_long"
	TextPattern      Code = "text_pattern"
	ListTooShort     Code = "list_too_short"
	ListTooLong      Code = "list_too_long"
	PositionNotAPair Code = "position_not_a_pair"
)

// What a question about a territory can get wrong.
const (
	CityNotFound     Code = "city_not_found"
	CityAmbiguous    Code = "city_ambiguous"
	UnitNotFound     Code = "unit_not_found"
	UnitWithoutShape Code = "unit_without_shape"
	CursorInvalid    Code = "cursor_invalid"
)

func init() {
	extend(map[Code]entry{
		RouteNotFound:        {Missing, "没有这个地址：{path}。", "There is no such address: {path}."},
		MethodNotAllowed:     {Invalid, "这个地址不接受 {method}。", "This address does not take {method}."},
		NotAcceptable:        {Invalid, "无法按 Accept 的要求应答；可用：{offered}。", "Nothing here fits the Accept header; there is: {offered}."},
		MediaTypeUnsupported: {Invalid, "不支持的内容类型 {given}；请用 {accepted}。", "Content of type {given} is not read here; send {accepted}."},
		BodyMissing:          {Invalid, "缺少请求正文。", "The request has no body."},
		BodyMalformed:        {Invalid, "请求正文不是有效的 JSON：{reason}", "The request's body is not valid JSON: {reason}"},
		BodyTooLarge:         {TooLarge, "请求正文过大，上限 {max} 字节。", "The request's body is too large: at most {max} bytes."},
		BodyTooSlow:          {Invalid, "请求正文没有按时传完。", "The request's body did not arrive in time."},

		FieldMissing:     {Invalid, "缺少这一项。", "This is missing."},
		FieldUnknown:     {Invalid, "没有这一项，请检查拼写。", "There is no such field; check the spelling."},
		FieldTwice:       {Invalid, "这一项给了不止一次。", "This is given more than once."},
		FieldInvalid:     {Invalid, "这一项的值无效。", "This value is not valid."},
		NumbersCount:     {Invalid, "应为 {count} 个数，以逗号分隔，如 {example}。", "This must be {count} numbers with commas between, such as {example}."},
		NotANumber:       {Invalid, "应为数字。", "This must be a number."},
		NotAnInteger:     {Invalid, "应为整数。", "This must be a whole number."},
		NotABoolean:      {Invalid, "应为 true 或 false。", "This must be true or false."},
		NotText:          {Invalid, "应为文本。", "This must be text."},
		NotAList:         {Invalid, "应为列表。", "This must be a list."},
		NotAnObject:      {Invalid, "应为对象。", "This must be an object."},
		NotADate:         {Invalid, "应为日期或时间（RFC 3339）。", "This must be a date or time as in RFC 3339."},
		NotOneOf:         {Invalid, "只能是其中之一：{limit}。", "This must be one of: {limit}."},
		NumberTooSmall:   {Invalid, "不得小于 {limit}。", "This must be at least {limit}."},
		NumberTooLarge:   {Invalid, "不得大于 {limit}。", "This must be at most {limit}."},
		TextTooShort:     {Invalid, "至少 {limit} 个字符。", "This must have at least {limit} characters."},
		TextTooLong:      {Invalid, "最多 {limit} 个字符。", "This must have at most {limit} characters."},
		TextPattern:      {Invalid, "不符合格式 {limit}。", "This does not fit the pattern {limit}."},
		ListTooShort:     {Invalid, "至少 {limit} 项。", "This must have at least {limit} items."},
		ListTooLong:      {Invalid, "最多 {limit} 项。", "This must have at most {limit} items."},
		PositionNotAPair: {Invalid, "点应为 [经度, 纬度] 两个数字。", "A point is two numbers: [longitude, latitude]."},

		CityNotFound:     {Missing, "没有代码为 {city} 的城市。", "There is no city with the code {city}."},
		CityAmbiguous:    {Invalid, "多个城市都有单元 {unit}（{cities}）；请用 city 指明。", "Several cities have a unit {unit} ({cities}); say which with city."},
		UnitNotFound:     {Missing, "没有代码为 {unit} 的单元。", "There is no unit with the code {unit}."},
		UnitWithoutShape: {Invalid, "单元 {unit} 没有图形，只有名称。", "The unit {unit} is known by name only: it has no shape."},
		CursorInvalid:    {Invalid, "翻页标记无效；请原样使用上一页的 next。", "Not a page mark; pass next of the page before, unchanged."},
	})
}
