package fault

// What is wrong with the secret of an installation, or with what it is told of the
// city's single sign-on.
const (
	SecretExposed Code = "secret_exposed"
	SecretDamaged Code = "secret_damaged"
	SecretNotMade Code = "secret_not_made"

	SSOOption Code = "sso_option"
)

func init() {
	extend(map[Code]entry{
		SecretExposed: {Invalid, "密钥文件 {file} 可被他人读写（权限 {mode}）；请改为仅所有者可读：chmod 600 {file}。", "Others can get at the secret in {file} (its mode is {mode}); let its owner alone read it: chmod 600 {file}."},
		SecretDamaged: {Invalid, "密钥文件 {file} 里不是完整的密钥；请放回原来的文件。删除后重新生成的话，所有人须重新登录，并重新启用二次验证。", "{file} holds no whole secret; put the right file back. If it is removed and made anew, everybody signs in again and sets up the second factor again."},
		SecretNotMade: {Invalid, "无法生成或读取密钥文件 {file}；请检查目录及其权限，或用 --secret 另行指定。", "The secret in {file} cannot be made or read; see to the folder and its rights, or name another file with --secret."},

		SSOOption: {Invalid, "统一身份认证的设置 {option} 无效：{value}。", "The setting {option} of the single sign-on will not do: {value}."},
	})
}
