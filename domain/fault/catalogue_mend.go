package fault

// What was put right in a shape, by the kinds of geo/mend.
const (
	MendedRepeatedPoint Code = "mended_repeated_point"
	MendedSpike         Code = "mended_spike"
	MendedRingReversed  Code = "mended_ring_reversed"
	MendedHoleCollapsed Code = "mended_hole_collapsed"
	MendedSelfTouch     Code = "mended_self_touch"
	MendedRingsTouch    Code = "mended_rings_touch"
	MendedPartsTouch    Code = "mended_parts_touch"
	MendedRingNotClosed Code = "mended_ring_not_closed"
	MendedSelfCrossing  Code = "mended_self_crossing"
	MendedHoleOutside   Code = "mended_hole_outside"
	MendedHolesOverlap  Code = "mended_holes_overlap"
	MendedPartsOverlap  Code = "mended_parts_overlap"
	MendedSwapped       Code = "mended_swapped"
)

// Why a shape cannot be taken, by the kinds of geo/mend.
const (
	ShapeRingNotClosed Code = "shape_ring_not_closed"
	ShapeSelfCrossing  Code = "shape_self_crossing"
	ShapeHoleOutside   Code = "shape_hole_outside"
	ShapeHolesOverlap  Code = "shape_holes_overlap"
	ShapePartsOverlap  Code = "shape_parts_overlap"
	ShapeNoRings       Code = "shape_no_rings"
	ShapeTooFewPoints  Code = "shape_too_few_points"
	ShapeNoArea        Code = "shape_no_area"
	ShapeNotFinite     Code = "shape_not_finite"
	ShapeOutOfRange    Code = "shape_out_of_range"
	ShapeNearPole      Code = "shape_near_pole"
	ShapeAntimeridian  Code = "shape_antimeridian"
	ShapeBadWidth      Code = "shape_bad_width"
	ShapeBeyondRepair  Code = "shape_beyond_repair"
)

func init() {
	extend(map[Code]entry{
		MendedRepeatedPoint: {Invalid, "去掉了连续重复的点（{count} 处）。", "Points that stood twice in a row were dropped ({count})."},
		MendedSpike:         {Invalid, "去掉了原路折回的尖刺（{count} 处）。", "Spikes, where the border ran out and back along one line, were cut off ({count})."},
		MendedRingReversed:  {Invalid, "调整了环的方向（{count} 个）。", "Rings that ran the wrong way were turned round ({count})."},
		MendedHoleCollapsed: {Invalid, "去掉了没有面积的内环（{count} 个）。", "Holes without any area were dropped ({count})."},
		MendedSelfTouch:     {Invalid, "边界自身相接，已在相接处分开（{count} 处）。", "The border met itself and was split there ({count})."},
		MendedRingsTouch:    {Invalid, "同一图形的环相接，已在相接处分开（{count} 处）。", "Rings of one polygon met and were split there ({count})."},
		MendedPartsTouch:    {Invalid, "沿线相接的部分已合并（{count} 处）。", "Parts that shared a line were merged ({count})."},
		MendedRingNotClosed: {Invalid, "闭合了未闭合的环（{count} 个）。", "Open rings were closed ({count})."},
		MendedSelfCrossing:  {Invalid, "边界自相交，已改正（{count} 处，变动 {m2} 平方米）。", "The border crossed itself; this was put right ({count}, {m2} m² changed sides)."},
		MendedHoleOutside:   {Invalid, "内环超出外环，已改正（{count} 处，变动 {m2} 平方米）。", "A hole left its outer ring; this was put right ({count}, {m2} m² changed sides)."},
		MendedHolesOverlap:  {Invalid, "内环重叠，已合并（{count} 处，变动 {m2} 平方米）。", "Holes overlapped and were merged ({count}, {m2} m² changed sides)."},
		MendedPartsOverlap:  {Invalid, "各部分重叠，已合并（{count} 处，变动 {m2} 平方米）。", "Parts overlapped and were merged ({count}, {m2} m² changed sides)."},
		MendedSwapped:       {Invalid, "经度与纬度写反，已对调。", "Longitude and latitude stood in the wrong order and were exchanged."},

		ShapeRingNotClosed: {Invalid, "环没有闭合，缺口过大。", "A ring is not closed, and the gap is too wide to guess."},
		ShapeSelfCrossing:  {Invalid, "边界自相交，无法判断哪一侧属于它。", "The border crosses itself, and which side is meant cannot be told."},
		ShapeHoleOutside:   {Invalid, "内环超出外环。", "A hole leaves its outer ring."},
		ShapeHolesOverlap:  {Invalid, "内环相互重叠。", "Holes overlap."},
		ShapePartsOverlap:  {Invalid, "各部分相互重叠。", "Parts overlap."},
		ShapeNoRings:       {Invalid, "图形是空的。", "The shape is empty."},
		ShapeTooFewPoints:  {Invalid, "点数不足，或点都相同。", "There are too few different points."},
		ShapeNoArea:        {Invalid, "图形没有面积。", "The shape has no area."},
		ShapeNotFinite:     {Invalid, "坐标不是有限的数。", "A coordinate is no finite number."},
		ShapeOutOfRange:    {Invalid, "坐标超出经度 ±180、纬度 ±90；是不是投影坐标，或经纬度写反？", "A coordinate lies beyond ±180° or ±90°; are they projected, or swapped?"},
		ShapeNearPole:      {Invalid, "图形离极点太近。", "The shape lies too near a pole."},
		ShapeAntimeridian:  {Invalid, "图形到达或跨越 180° 经线，无法使用；请在该处分成两部分（RFC 7946 §3.1.9）。", "The shape reaches or crosses the antimeridian; split it there (RFC 7946 §3.1.9)."},
		ShapeBadWidth:      {Invalid, "街道宽度必须大于 0。", "A street's width must be above 0."},
		ShapeBeyondRepair:  {Invalid, "图形有误，无法可靠修复。", "The shape is wrong and cannot be repaired without doubt."},
	})
}
