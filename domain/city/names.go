package city

// Names is what a thing is called: Chinese first, English beside it. EN may be
// empty; ZH may not.
type Names struct {
	ZH, EN string
}

// In returns the name in English where it is asked for and there is one, else
// in Chinese.
func (n Names) In(english bool) string {
	if english && n.EN != "" {
		return n.EN
	}
	return n.ZH
}
