package fault

// ParentsTooDeep says that too many bodies, or categories, stand one above the
// other.
const ParentsTooDeep Code = "parents_too_deep"

func init() {
	extend(map[Code]entry{
		ParentsTooDeep: {Invalid, "上下级超过 {max} 层。", "More than {max} stand one above the other."},
	})
}
