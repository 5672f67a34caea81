package doctor

// What is in the store.
func init() {
	extend(map[Code]entry{
		"cities": {Well,
			"能载入的城市：{count} 个（{cities}）。", "Cities that can be built: {count} ({cities}).",
			"", "", ""},
		"no_cities": {Note,
			"还没有城市。", "There is no city yet.",
			"先导入一个城市的配置。", "Import the profile of one.", "sizhang import profile FILE --city CODE{flags} --publish"},
		"city_broken": {Trouble,
			"城市 {city} 无法载入：{detail}", "The city {city} cannot be built: {detail}",
			"其他城市不受影响；已在运行的服务继续用它最后一次能载入的样子，重启后就没有这个城市。看最近发布了什么，用新的草案改正；改不了就从备份恢复。", "Other cities go on; a server that runs keeps the last state that could be built and loses the city at a restart. Look at what was published last and mend it by another draft, or restore a backup.", ""},
		"draft_old": {Note,
			"城市 {city} 的草案 {draft}{note} 已有 {days} 天没有动过。", "The draft {draft}{note} of {city} has lain untouched for {days} days.",
			"要用就核查、发布；不要了就作废。", "Audit and publish it, or give it up.", "sizhang draft drop {draft} --city {city}{flags}"},
		"version_scheduled": {Note,
			"城市 {city} 的第 {version} 版将于 {at} 生效。", "Version {version} of {city} takes effect on {at}.",
			"属正常；也可以改期。", "That is as it should be; it can be moved.", "sizhang versions --city {city}{flags}"},
		"dead_documents": {Note,
			"{collection} 里有 {count} 份文档不属于任何城市或草案：导入中断，或草案作废时没有清完。", "{count} documents in {collection} belong to no city and no draft: an import was cut short, or a draft was dropped halfway.",
			"只占空间，没有人读，不用处理。数目很多而且有作废的草案时，可再作废一次把它清完（sizhang drafts --all 查编号）。", "They take room and nobody reads them; leave them be. Where there are many and a draft was dropped, drop it again to sweep the rest (sizhang drafts --all has the ids).", ""},
		"seat_nowhere": {Note,
			"城市 {city} 的岗位 {post} 挂在单元 {unit} 上，但从来没有这个单元。", "A post of {city}, {post}, is at a unit {unit} that never was.",
			"查看该单元的代码是否写错；重新导入正确的任职表。", "See whether the unit's code is a slip, and import the appointments again.", ""},
	})
}
