package fault

// What can be wrong with a connection string of MongoDB. The texts never repeat
// all of it: it may hold a password.
const (
	MongoURIScheme   Code = "mongo_uri_scheme"
	MongoURIUser     Code = "mongo_uri_user"
	MongoURIHost     Code = "mongo_uri_host"
	MongoURIDatabase Code = "mongo_uri_database"
	MongoURIOption   Code = "mongo_uri_option"
	MongoMissing     Code = "mongo_missing"
)

func init() {
	extend(map[Code]entry{
		MongoMissing:     {Missing, "{where} 里没有四长的数据；请核对连接串中的库名，或先导入。", "There is no data of this program in {where}; check the database in the connection string, or import something first."},
		MongoURIScheme:   {Invalid, "MongoDB 连接串须以 mongodb:// 或 mongodb+srv:// 开头，如 mongodb://localhost:27017/sizhang?replicaSet=rs0。", "A connection string of MongoDB begins with mongodb:// or mongodb+srv://, such as mongodb://localhost:27017/sizhang?replicaSet=rs0."},
		MongoURIUser:     {Invalid, "MongoDB 连接串里的用户名、密码不对：应为 用户:密码@，其中的 % : / ? # [ ] @ 须写成 %25 %3A %2F %3F %23 %5B %5D %40。", "The user or the password in the connection string is malformed: give user:password@ and write % : / ? # [ ] @ within them as %25 %3A %2F %3F %23 %5B %5D %40."},
		MongoURIHost:     {Invalid, "MongoDB 连接串里的主机不对：应为 主机:端口，几台之间用逗号，端口 1 至 65535；mongodb+srv:// 只写一个主机名，不写端口。", "The hosts in the connection string are malformed: give host:port, with commas between several and ports from 1 to 65535; mongodb+srv:// has one host name and no port."},
		MongoURIDatabase: {Invalid, "MongoDB 连接串里的库名不对：至多 63 字节，不含空格和 / \\ . \" $ * < > : | ?。", "The database in the connection string is malformed: it has at most 63 bytes, no blank and none of / \\ . \" $ * < > : | ?."},
		MongoURIOption:   {Invalid, "MongoDB 连接串里的选项不对：库名之后写 /库名?选项=值&选项=值。", "The options in the connection string are malformed: write them behind the database, as /database?option=value&option=value."},
	})
}
