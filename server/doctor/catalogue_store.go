package doctor

import "sizhang/server/store"

// What a store tells of itself: the codes of store/findings.go.
func init() {
	extend(map[Code]entry{
		store.FoundStore: {Well,
			"存储可用：{server}，{where}，格式第 {layout} 版。", "The store answers: {server}, {where}, layout {layout}.",
			"", "", ""},
		store.FoundDocuments: {Well,
			"{collection}：{count} 份文档，其中 {gone} 份已删除（只留标记），逐份读过。", "{collection}: {count} documents, {gone} of them tombstones; each was read.",
			"", "", ""},
		store.FoundIndexMissing: {Trouble,
			"{collection} 缺索引 {index}：用到它的查询会很慢或不能进行。", "{collection} lacks the index {index}: queries that go by it are slow, or fail.",
			"重启一次服务（或运行任一条命令）：启动时会补建所缺的索引。仍然缺，就看日志里建索引为何失败。", "Restart the server once, or run any command: what is missing is built at start. If it is still missing, the log says why it cannot be built.", ""},
		store.FoundIndexStrange: {Trouble,
			"{collection} 的索引 {index} 与程序声明的不同。", "The index {index} of {collection} is not the one that this program declares.",
			"若有旧版程序仍在运行，先停掉，再重启服务：启动时按声明重建。仍然不同，就看日志里为何建不成。", "If an older program still runs, stop it; then restart the server, which builds it as declared. If it stays so, the log says why.", ""},
		store.FoundDamaged: {Trouble,
			"已损坏：{where}，{detail}", "Damaged: {where}: {detail}",
			"停止服务，把整个目录（连同 -wal 文件）另存一份，换一块磁盘，从最近的备份恢复。不要在原文件上继续写。", "Stop the server, keep a copy of the whole folder (the -wal file too), restore the last backup onto another disk. Do not go on writing to the file.", ""},
		store.FoundBadDocument: {Trouble,
			"{collection} 里城市 {city} 的文档 {id} 不合规格：{detail}", "The document {id} of {city} in {collection} is not one that this program writes: {detail}",
			"有人绕过本程序改过数据。从备份恢复；不能恢复时，把这份文档发给维护者。", "Something else wrote to the store. Restore a backup; where there is none, send the document to whoever maintains this program.", ""},
		store.FoundNoReplicas: {Note,
			"MongoDB（{server}）不是副本集：只有一台，坏了就停，也没有变更流。", "MongoDB ({server}) is no replica set: one machine, no change stream, and nothing takes over if it fails.",
			"正式使用请建三个节点的副本集，见 docs/operations.md。", "For service build a replica set of three, see docs/operations.md.", ""},
		store.FoundNoStream: {Note,
			"没有变更流，改为定时查看：{detail}", "There is no change stream, so changes are polled: {detail}",
			"可以照常使用；别的服务器的变化仍在半秒左右看到，只是数据库多些查询。", "This works: what other servers wrote is still seen within about half a second, at the price of some queries.", ""},
		store.FoundNoSnapshot: {Note,
			"不能读取同一时刻的全部数据：{detail}", "The store cannot be read as it stands at one moment: {detail}",
			"备份时请暂停导入和发布：各集合先后读出，其间的写入可能只进去一半。", "Pause imports and publications during a backup: collections are read one after the other, and of what is written meanwhile one half may be in it.", ""},
		store.FoundLaneAbandoned: {Note,
			"有一个进程（{lane}，自 {since}）没有打招呼就没了：被杀掉、断电，或网络断开。", "A process ({lane}, since {since}) ended without saying so: killed, without power, or cut off.",
			"没有丢失已确认的写入。反复出现，就查它为什么退出（内存不足、系统日志）。", "No acknowledged write is lost. If it happens again and again, find out why it ends: memory, the system's log.", ""},
		"unknown": {Note,
			"存储报告了本程序不认识的 {code}：{with}", "The store tells of {code}, which this program does not know: {with}",
			"升级程序，或把这句话发给维护者。", "Upgrade the program, or pass this on to whoever maintains it.", ""},
	})
}

// What the room and the clock of the store are judged to be.
func init() {
	extend(map[Code]entry{
		"room": {Well,
			"磁盘空间够用：{where} 余 {free}，数据 {used}。", "There is room: {free} left at {where}, the store takes {used}.",
			"", "", ""},
		"room_tight": {Note,
			"磁盘空间偏紧：{where} 余 {free}，不到数据（{used}）的两倍。", "Room is tight: {free} left at {where}, less than twice the {used} of the store.",
			"两倍才够在旁边恢复一份，或整理一次（VACUUM）。清理旧备份，或换大一点的磁盘。", "Twice is what it takes to restore beside it, or to VACUUM it. Remove old backups or get a larger disk.", ""},
		"room_short": {Trouble,
			"磁盘空间不足：{where} 只余 {free}，数据 {used}。少于 1 GB，或放不下一份备份。", "Room is short: {free} left at {where}, the store takes {used}. That is under 1 GB, or no room for one backup.",
			"现在就腾出空间，把备份移到别的磁盘。磁盘满了，查询照常，写入会被拒绝。", "Free some now and keep backups on another disk. On a full disk lookups go on, and writes are refused.", ""},
		"clock": {Well,
			"数据库服务器的时钟与本机一致（相差 {seconds} 秒）。", "The store server's clock agrees with this machine's ({seconds} s).",
			"", "", ""},
		"clock_off": {Note,
			"数据库服务器的时钟与本机相差 {seconds} 秒。", "The store server's clock is {seconds} s from this machine's.",
			"给每台机器开启 NTP 校时（chrony 或 systemd-timesyncd）。", "Have NTP keep every machine's clock (chrony or systemd-timesyncd).", ""},
		"clock_wrong": {Trouble,
			"数据库服务器的时钟与本机相差 {seconds} 秒：发布时刻会记错，各服务器换版本的时刻不一。", "The store server's clock is {seconds} s from this machine's: publications are recorded at wrong times, and servers change versions at different ones.",
			"先弄清是哪台机器不对，给每台开启 NTP 校时（chrony 或 systemd-timesyncd），再发布新版本。", "Find out which machine is wrong, have NTP keep every clock (chrony or systemd-timesyncd), and publish only after that.", ""},
	})
}
