package api

import (
	"golang.org/x/text/language"

	"sizhang/domain/fault"
)

// The first language of the list is the answer to a client that asks for none
// of them. Readers of traditional characters are nearer to the simplified ones
// than to English.
var (
	languages = []fault.Language{fault.Chinese, fault.Chinese, fault.English}
	matcher   = language.NewMatcher([]language.Tag{language.Chinese, language.TraditionalChinese, language.English})
)

// languageOf chooses the language of texts by the Accept-Language header. A
// header that cannot be read, or asks for other languages only, gets Chinese.
func languageOf(header string) fault.Language {
	if header == "" || len(header) > 500 {
		return languages[0]
	}
	wanted, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return languages[0]
	}
	_, index, confidence := matcher.Match(wanted...)
	if confidence == language.No {
		return languages[0]
	}
	return languages[index]
}
