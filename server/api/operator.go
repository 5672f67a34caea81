package api

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humagin"

	"sizhang/domain/fault"
)

// Until there are accounts, whoever knows one token is the operator (管理员): who
// may write, see drafts and take out whole tables, people's telephone numbers
// among them.

// minOperatorToken is how short a token may be, in characters.
const minOperatorToken = 32

// CheckOperatorToken says what is wrong with a token, in both languages; empty is
// none and right.
func CheckOperatorToken(token string) error {
	if token == "" {
		return nil
	}
	if len(token) < minOperatorToken {
		return fmt.Errorf("管理员令牌至少 %d 个字符，可用 openssl rand -hex 32 生成 / an operator token has at least %d characters; openssl rand -hex 32 makes one", minOperatorToken, minOperatorToken)
	}
	if strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return fmt.Errorf("管理员令牌只能用 ASCII 字符且不含空格 / an operator token has ASCII characters only, and no blanks")
	}
	return nil
}

// operatorScheme is the name of the token in the contract.
const operatorScheme = "operator"

var operatorSecurity = &huma.SecurityScheme{
	Type: "http", Scheme: "bearer",
	Description: "管理员令牌，由服务的 `--operator-token` 或 `SIZHANG_OPERATOR_TOKEN` 设定 · The operator token, set by the server's `--operator-token` or `SIZHANG_OPERATOR_TOKEN`",
}

// operatorCodes are what a request without the right token is refused with.
var operatorCodes = []fault.Code{fault.WritesDisabled, fault.OperatorRequired}

// operator lets only the operator pass. Tokens are compared by their hashes, in a
// time that tells nothing about either.
func (s *Server) operator(ctx huma.Context, next func(huma.Context)) {
	if s.options.OperatorToken == "" {
		refuseWith(ctx, fault.New(fault.WritesDisabled, "", nil))
		return
	}
	scheme, given, _ := strings.Cut(ctx.Header("Authorization"), " ")
	want, got := sha256.Sum256([]byte(s.options.OperatorToken)), sha256.Sum256([]byte(strings.TrimSpace(given)))
	if subtle.ConstantTimeCompare(want[:], got[:]) != 1 || !strings.EqualFold(scheme, "Bearer") {
		humagin.Unwrap(ctx).Header("WWW-Authenticate", `Bearer realm="sizhang"`)
		refuseWith(ctx, fault.New(fault.OperatorRequired, "Authorization", nil))
		return
	}
	next(ctx)
}
