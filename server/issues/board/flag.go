package board

import "sizhang/domain/issue"

// flags are those of a card, by the names that JSON has for them.
var flags = [...]struct {
	name string
	of   func(*issue.Flags) *bool
}{
	{"disputed", func(f *issue.Flags) *bool { return &f.Disputed }},
	{"fallback", func(f *issue.Flags) *bool { return &f.Fallback }},
	{"chronic", func(f *issue.Flags) *bool { return &f.Chronic }},
	{"on_the_spot", func(f *issue.Flags) *bool { return &f.OnTheSpot }},
	{"whistled", func(f *issue.Flags) *bool { return &f.Whistled }},
	{"citizen", func(f *issue.Flags) *bool { return &f.Citizen }},
	{"late", func(f *issue.Flags) *bool { return &f.Late }},
	{"exempt", func(f *issue.Flags) *bool { return &f.Exempt }},
	{"true", func(f *issue.Flags) *bool { return &f.True }},
	{"untrue", func(f *issue.Flags) *bool { return &f.Untrue }},
	{"escalated", func(f *issue.Flags) *bool { return &f.Escalated }},
	{"provisional", func(f *issue.Flags) *bool { return &f.Provisional }},
	{"undone", func(f *issue.Flags) *bool { return &f.Undone }},
}

// flagBit returns the bit of the flag with the name; 0 where there is none.
func flagBit(name string) uint16 {
	for i := range flags {
		if flags[i].name == name {
			return 1 << i
		}
	}
	return 0
}
