package fault

// What can be wrong with a backup file, with making one or with filling a store
// from one.
const (
	BackupTaken   Code = "backup_taken"
	BackupNoFile  Code = "backup_no_file"
	NotABackup    Code = "not_a_backup"
	BackupDamaged Code = "backup_damaged"
	BackupNewer   Code = "backup_newer"
	BackupFailed  Code = "backup_failed"

	StoreNotEmpty     Code = "store_not_empty"
	RestoreUnfinished Code = "restore_unfinished"
	RestoreOfAnother  Code = "restore_of_another"
	RestoreBroken     Code = "restore_broken"
	RestoreClash      Code = "restore_clash"
	RestoreDiffers    Code = "restore_differs"
	SourceMissing     Code = "source_missing"
	SourceMoved       Code = "source_moved"
)

func init() {
	extend(map[Code]entry{
		BackupTaken:   {Conflict, "{file} 已经存在；请换一个文件名，或加 --force 覆盖。", "{file} is there already; choose another name, or add --force to put the new one in its place."},
		BackupNoFile:  {Invalid, "{file} 不是普通文件；备份是一个文件。", "{file} is not a regular file; a backup is one."},
		NotABackup:    {Invalid, "{file} 不是本程序的备份文件，或经其他程序改写过。", "{file} is not a backup made by this program, or another program has rewritten it."},
		BackupDamaged: {Invalid, "备份文件 {file} 已损坏或不完整，没有写入任何内容；请重新复制该文件，或改用另一份备份。", "The backup {file} is damaged or cut off; nothing was written. Copy the file again, or take another backup."},
		BackupNewer:   {Invalid, "备份文件 {file} 由更新的版本（{program}）生成，本程序还读不懂（{what}）；请用该版本或更新的版本。", "The backup {file} was made by a newer version ({program}) and this one does not know all of it yet ({what}); use that version or a newer one."},
		BackupFailed:  {Internal, "刚写成的备份没有通过核对，已经删除；请先运行 sizhang doctor --deep 检查数据。", "The backup that was just written did not pass its check and has been removed; look the data over with sizhang doctor --deep first."},

		StoreNotEmpty:     {Conflict, "目标里已有数据（如 {document}）；只能写入空的目录或空的数据库。", "There is data already, such as {document}; only an empty folder or an empty database can be filled."},
		RestoreUnfinished: {Conflict, "这里的数据只恢复了一部分（来自 {from}，始于 {begun}），不能使用；请再运行一次同样的恢复或迁移命令把它做完，或者清空后重来。", "Only a part of the data has been restored here (from {from}, begun {begun}), so it cannot be used; run the same restore or migrate again to finish it, or empty it and begin anew."},
		RestoreOfAnother:  {Conflict, "这里有一次未完成的恢复，内容与这次的不同（来自 {from}，始于 {begun}）；请先把那一次做完，或者清空后重来。", "A restore of other content (from {from}, begun {begun}) was left unfinished here; finish that one first, or empty the place and begin anew."},
		RestoreBroken:     {Unavailable, "没有做完，写入的部分还不能使用；排除原因后，再运行一次同样的命令即可接着做。", "It was not finished, and what is there cannot be used yet; mend the cause and run the same command again to go on."},
		RestoreClash:      {Conflict, "目标里的 {document} 被其他程序写过，与来源不同；请清空目标后重来，写入期间不要让其他程序使用它。", "Another program has written {document} in the target, other than it is in the source; empty the target and begin anew, with no other program using it meanwhile."},
		RestoreDiffers:    {Internal, "写入之后的内容与来源不同（应为 {want}，实为 {got}），不能使用；请清空目标后重来，写入期间不要让其他程序使用它。", "What was written differs from where it came from (want {want}, got {got}) and cannot be used; empty the target and begin anew, with no other program using it meanwhile."},
		SourceMissing:     {Missing, "目录 {folder} 里没有可迁移的数据。", "There is no data to migrate in {folder}."},
		SourceMoved:       {Conflict, "迁移期间来源又有写入，目标里不一定有这些内容，不能使用；请停止所有服务，清空目标，再迁移一次。", "The source was written to while it was migrated, and the target may lack that, so it cannot be used; stop every server, empty the target and migrate again."},
	})
}
