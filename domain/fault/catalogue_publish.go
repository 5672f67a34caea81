package fault

// What can stand in the way of putting an import into force, or of serving.
const (
	CityWithoutProfile Code = "city_without_profile"
	TerritoryUnsound   Code = "territory_unsound"
	UnitTooLarge       Code = "unit_too_large"
	TooBusy            Code = "too_busy"
	CityBroken         Code = "city_broken"
	AddressInUse       Code = "address_in_use"
)

func init() {
	extend(map[Code]entry{
		CityWithoutProfile: {Missing, "城市 {city} 还没有配置；请先导入：import profile FILE --city {city}。", "The city {city} has no profile yet; import one first: import profile FILE --city {city}."},
		TerritoryUnsound:   {Invalid, "导入后的辖区不成立，未生效。", "The import would leave the territory unsound; nothing has come into force."},
		UnitTooLarge:       {TooLarge, "单元 {unit} 的图形过大（{points} 个点）；请先简化。", "The shape of unit {unit} is too large ({points} points); simplify it first."},
		CityBroken:         {Unavailable, "城市 {cities} 的数据无法载入，详见日志。", "The data of {cities} cannot be loaded; the log says why."},
		AddressInUse:       {Conflict, "地址 {address} 已被占用；请换一个，如 --listen 127.0.0.1:8081。", "The address {address} is taken; choose another, such as --listen 127.0.0.1:8081."},
		TooBusy:            {Conflict, "其他人正在修改同一内容，请重试。", "Others keep changing the same thing; try again."},
	})
}
