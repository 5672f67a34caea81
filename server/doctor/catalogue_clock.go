package doctor

// The machine: this program, its clock and its zone.
func init() {
	extend(map[Code]entry{
		"program": {Well,
			"程序版本 {version}（{go}，{system}）。", "This is version {version} ({go}, {system}).",
			"", "", ""},
		"secret_in_arguments": {Note,
			"{flag} 的密码写在命令行里，本机每个用户用 ps 都看得到。", "The secret of {flag} stands on the command line, where ps shows it to every user of this machine.",
			"改用环境变量（SIZHANG_MONGO、SIZHANG_SSO_CLIENT_SECRET），已经露过的换掉。", "Use the environment variable (SIZHANG_MONGO, SIZHANG_SSO_CLIENT_SECRET) instead, and change what was shown.", ""},
		"zone": {Well,
			"一天从北京时间零点起算，与本机时区（UTC{offset}）无关；日志用本机时区。", "Days begin at midnight of UTC+8 whatever this machine's zone is (UTC{offset}); only the log uses that.",
			"", "", ""},
		"zone_missing": {Note,
			"设了 TZ={zone}，但本机没有这个时区的数据：日志里的时间其实是 UTC。", "TZ={zone} is set, but this machine has no data of that zone: the times in the log are UTC.",
			"安装 tzdata，或去掉 TZ。查询结果不受影响：一天总是从北京时间零点起算。", "Install tzdata or unset TZ. Answers are not affected: days begin at midnight of UTC+8.", ""},
		"ntp": {Well,
			"内核认为本机时钟已校准（NTP）。", "The kernel takes its clock to be kept in step (NTP).",
			"", "", ""},
		"ntp_absent": {Note,
			"内核认为本机时钟没有校准：没有 NTP 校时，或还没对上。", "The kernel says that nobody keeps its clock: there is no NTP, or it has not settled yet.",
			"开启校时（systemd-timesyncd 或 chrony）。虚拟机由宿主机校时的，在宿主机上查。", "Have it kept (systemd-timesyncd or chrony). Where the host keeps a virtual machine's clock, look there.", "timedatectl set-ntp true && timedatectl"},
		"ntp_unknown": {Note,
			"看不出本机时钟有没有校准：{detail}", "Whether this machine's clock is kept in step cannot be seen: {detail}",
			"在宿主机上查看。", "Look on the host.", "timedatectl"},
		"recorded": {Well,
			"本机时钟不早于数据里最近的记录（{at}，{what}）。", "The clock is not behind the last thing that was recorded ({at}, {what}).",
			"", "", ""},
		"clock_behind": {Trouble,
			"本机时钟（{now}）比数据里最近的记录还早 {ahead}：{what} 记于 {at}。", "This machine's clock ({now}) is {ahead} behind the last thing that was recorded: {what}, at {at}.",
			"不是本机慢了，就是当时写入的机器快了。先校准本机；其间不要发布：要立即生效的会被拒绝，或记在那个时刻之后。", "Either this clock is slow, or that of the machine that wrote was fast. Set this one right and do not publish before: what is to take effect at once would be refused, or recorded after that instant.", ""},
	})
}
