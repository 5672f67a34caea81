package city

import "time"

// China is where the days of an appointment begin: UTC+8 all year, as it has been
// since 1991. It needs no time zone database, which a small container does not
// have.
var China = time.FixedZone("Asia/Shanghai", 8*60*60)
