package fault

// Who asks, and what they may do.
const (
	SignInRequired    Code = "sign_in_required"
	TokenExpired      Code = "token_expired"
	SignInFailed      Code = "sign_in_failed"
	TooManyAttempts   Code = "too_many_attempts"
	TooManyRequests   Code = "too_many_requests"
	TicketInvalid     Code = "ticket_invalid"
	RightMissing      Code = "right_missing"
	RightInsufficient Code = "right_insufficient"

	PasswordShort   Code = "password_short"
	PasswordLong    Code = "password_long"
	PasswordKnown   Code = "password_known"
	PasswordAbout   Code = "password_about"
	PasswordSame    Code = "password_same"
	PasswordWrong   Code = "password_wrong"
	FactorWrong     Code = "factor_wrong"
	FactorThere     Code = "factor_there"
	FactorAbsent    Code = "factor_absent"
	FactorDemanded  Code = "factor_demanded"
	DeviceNotFound  Code = "device_not_found"
	SSOAbsent       Code = "sso_absent"
	SSORefused      Code = "sso_refused"
	SSOUnavailable  Code = "sso_unavailable"
	SSOUnknown      Code = "sso_unknown"
	RedirectUnknown Code = "redirect_unknown"

	AccountNotFound Code = "account_not_found"
	LoginTaken      Code = "login_taken"
	LoginInvalid    Code = "login_invalid"
	PersonTaken     Code = "person_taken"
	SubjectTaken    Code = "subject_taken"
	PersonNotFound  Code = "person_not_found"
	PhoneUnknown    Code = "phone_unknown"
	RoleUnknown     Code = "role_unknown"
	RolePlaceWrong  Code = "role_place_wrong"
	GrantNotFound   Code = "grant_not_found"
	GrantsTooMany   Code = "grants_too_many"
	LastAdmin       Code = "last_admin"
	AccountOfOther  Code = "account_of_other"
	RowsDisagree    Code = "rows_disagree"
	AwayInvalid     Code = "away_invalid"

	RightUnknown Code = "right_unknown"
	ReachUnknown Code = "reach_unknown"
	RoleRights   Code = "role_rights"
	RoleNoAdmin  Code = "role_no_admin"
)

func init() {
	extend(map[Code]entry{
		SignInRequired:    {Missing, "请先登录。", "Sign in first."},
		TokenExpired:      {Missing, "访问令牌已过期，请用刷新令牌换取新的。", "The access token is over; use the refresh token to get another."},
		SignInFailed:      {Missing, "登录名或口令不对。", "The name or the password is wrong."},
		TooManyAttempts:   {Unavailable, "尝试次数过多，请 {seconds} 秒后再试。", "Too many attempts; try again in {seconds} seconds."},
		TooManyRequests:   {Unavailable, "请求过于频繁，请 {seconds} 秒后再试。", "Too many requests; try again in {seconds} seconds."},
		TicketInvalid:     {Missing, "登录步骤已失效，请重新登录。", "This step of the sign-in is over; sign in again."},
		RightMissing:      {Missing, "您没有此项权限：{right}。", "You do not have the right {right}."},
		RightInsufficient: {Missing, "不能授予或管理自己没有的权限：{right}。", "You cannot give or manage a right that you do not have yourself: {right}."},

		PasswordShort:   {Invalid, "口令至少 {min} 个字符。", "A password has at least {min} characters."},
		PasswordLong:    {Invalid, "口令最多 {max} 个字符。", "A password has at most {max} characters."},
		PasswordKnown:   {Invalid, "这个口令在常见或已泄露口令之列，请换一个。", "This password is common or has been leaked; choose another."},
		PasswordAbout:   {Invalid, "口令不能由登录名、姓名或电话组成。", "A password must not be made of the login, the name or the telephone number."},
		PasswordSame:    {Invalid, "新口令不能与旧口令相同。", "The new password must differ from the old one."},
		PasswordWrong:   {Invalid, "口令不对。", "The password is wrong."},
		FactorWrong:     {Invalid, "验证码不对，或已用过。", "The code is wrong or was used before."},
		FactorThere:     {Conflict, "已启用二次验证。", "There is a second factor already."},
		FactorAbsent:    {Conflict, "没有待确认的二次验证，请先开始启用。", "There is no second factor to confirm; begin with one first."},
		FactorDemanded:  {Conflict, "您的角色要求二次验证，不能停用。", "A role of yours demands a second factor, so it cannot be dropped."},
		DeviceNotFound:  {Missing, "没有这个设备。", "There is no such device."},
		SSOAbsent:       {Missing, "本市没有接入统一身份认证。", "This city has no single sign-on."},
		SSORefused:      {Missing, "统一身份认证没有通过：{reason}", "The single sign-on refused: {reason}"},
		SSOUnavailable:  {Unavailable, "统一身份认证没有应答，请稍后再试。", "The single sign-on does not answer; try again shortly."},
		SSOUnknown:      {Missing, "统一身份认证通过了，但没有与之对应的账号；请联系管理员。", "The single sign-on knows you, but no account here belongs to you; ask an administrator."},
		RedirectUnknown: {Invalid, "不允许返回这个地址。", "This is not an address to return to."},

		AccountNotFound: {Missing, "没有这个账号。", "There is no such account."},
		LoginTaken:      {Conflict, "登录名 {login} 已被占用。", "The login {login} is taken."},
		LoginInvalid:    {Invalid, "登录名为 2 至 64 个小写字母、数字或 . _ - @，以字母或数字开头。", "A login is 2 to 64 lower-case letters, digits or . _ - @, and begins with a letter or a digit."},
		PersonTaken:     {Conflict, "人员 {person} 已有账号。", "The person {person} has an account already."},
		SubjectTaken:    {Conflict, "该统一身份已对应另一账号。", "Another account belongs to this identity."},
		PersonNotFound:  {Missing, "没有这个人员。", "There is no such person."},
		PhoneUnknown:    {Missing, "没有登记电话。", "No telephone number is known."},
		RoleUnknown:     {Invalid, "没有角色 {role}；可用：{known}。", "There is no role {role}; there are {known}."},
		RolePlaceWrong:  {Invalid, "角色 {role} 应授予在{place}。", "The role {role} is held at: {place}."},
		GrantNotFound:   {Missing, "没有这项授权。", "There is no such grant."},
		GrantsTooMany:   {Invalid, "一个账号最多同时有 {max} 项授权。", "An account has at most {max} grants at once."},
		LastAdmin:       {Conflict, "这是本市最后一个能管理账号的账号，不能停用或收回。", "This is the last account of the city that can manage accounts; it cannot be disabled or lose that."},
		AccountOfOther:  {Conflict, "登录名 {login} 的账号属于另一人员；账号不转给他人。", "The account {login} belongs to another person; accounts are not handed on."},
		RowsDisagree:    {Invalid, "登录名 {login} 的各行不一致：{first}、{other}。", "The rows of the login {login} disagree: {first}, {other}."},
		AwayInvalid:     {Invalid, "离岗时间须有先后，且不超过 {max} 段。", "A time away begins before it ends, and there are at most {max}."},

		RightUnknown: {Invalid, "没有权限 {right}；可用：{known}。", "There is no right {right}; there are {known}."},
		ReachUnknown: {Invalid, "没有管辖范围 {reach}；可用：{known}。", "There is no reach {reach}; there are {known}."},
		RoleNoAdmin:  {Invalid, "没有一个角色能管理全市账号（reach: city，权限 account.manage），谁也管不了账号。", "No role manages the accounts of the whole city (reach: city with the right account.manage), so nobody could."},
		RoleRights:   {Invalid, "角色没有任何权限。", "The role has no rights."},
	})
}
