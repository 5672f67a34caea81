package fault

// What a store cannot do for the moment.
const (
	StoreUnreachable Code = "store_unreachable"
	StoreNotWritable Code = "store_not_writable"
)

func init() {
	extend(map[Code]entry{
		StoreUnreachable: {Unavailable, "存储目前无法访问，按已载入的数据答复的查询照常。可稍后重试。", "The store cannot be reached at the moment; lookups go on with what is loaded. Try again later."},
		StoreNotWritable: {Unavailable, "存储目前无法写入，这次写入不一定生效；查询照常。可稍后重试，重试是安全的。", "The store takes no writes at the moment, and this one need not have had an effect; lookups go on. Try again later, which is safe."},
	})
}
