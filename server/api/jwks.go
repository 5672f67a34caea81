package api

import "context"

var aboutJWKS = about{
	id: "jwks", tag: tagSignIn, access: openToAll,
	zh: "验证访问令牌的公钥", en: "The public keys of access tokens",
	note: "JWK Set（RFC 7517），供城市的其他系统验证；遇到不认识的 `kid` 时再取。\n\n" +
		"A JWK Set (RFC 7517) for a city's other systems; get it again on meeting an unknown `kid`.",
	answer: jsonOf[jwksBody]("公钥 · The keys"),
}

// jwksBody is the contract of a key set.
type jwksBody struct {
	Keys []struct {
		KeyType string `json:"kty" enum:"OKP"`
		Curve   string `json:"crv" enum:"Ed25519"`
		X       string `json:"x"`
		ID      string `json:"kid"`
		Alg     string `json:"alg" enum:"EdDSA"`
		Use     string `json:"use" enum:"sig"`
	} `json:"keys"`
}

func (s *Server) jwks(ctx context.Context, _ *struct{}) (*written, error) {
	if s.options.Sessions == nil {
		return whole(jsonType, []byte(`{"keys":[]}`)), nil
	}
	keys, err := s.options.Sessions.JWKS(ctx)
	return whole(jsonType, keys), err
}
