package cli

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/alecthomas/kong"
)

type configCommand struct{}

// Help is shown by config --help.
func (configCommand) Help() string { return "示例 / Example:\n\n  sizhang config" }

// Run prints every setting of every command: its value as the environment or the
// default has it, where that comes from, and its environment variable. A flag
// tagged secret is shown as set or not, never with its value; of a connection
// string only where it leads.
func (configCommand) Run(r *run) error {
	table := tabwriter.NewWriter(r.stdout, 0, 4, 2, ' ', 0)
	fmt.Fprintln(table, "# 配置项 setting\t值 value\t来源 from\t环境变量 environment\t用于 used by")
	for _, s := range settings(r.kong.Model) {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", s.name, s.value, s.from, s.env, strings.Join(s.commands, ", "))
	}
	return table.Flush()
}

type setting struct {
	name, value, from, env string
	commands               []string
}

// settings lists the flags of the application and its commands by name.
func settings(root *kong.Application) []setting {
	found := map[string]*setting{}
	var visit func(n *kong.Node)
	visit = func(n *kong.Node) {
		for _, flag := range n.Flags {
			if flag.Name == "help" {
				continue
			}
			s := settingOf(flag)
			key := s.name + " " + s.env // one name may stand for two settings
			if found[key] == nil {
				found[key] = &s
			}
			if n.Type == kong.CommandNode {
				found[key].commands = append(found[key].commands, commandName(n))
			}
		}
		for _, child := range n.Children {
			visit(child)
		}
	}
	visit(root.Node)
	list := make([]setting, 0, len(found))
	for _, s := range found {
		list = append(list, *s)
	}
	slices.SortFunc(list, func(a, b setting) int { return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(a.env, b.env)) })
	return list
}

func settingOf(flag *kong.Flag) setting {
	s := setting{name: "--" + flag.Name, value: flag.Default, from: "default"}
	if len(flag.Envs) > 0 {
		s.env = flag.Envs[0]
		if value, set := os.LookupEnv(s.env); set {
			s.value, s.from = value, "environment"
		}
	}
	switch {
	case s.value == "":
		s.value = "-"
	case flag.Tag.Get("secret") == "uri":
		s.value = shownMongoURI(s.value)
	case flag.Tag.Get("secret") == "place":
		s.value = shownPhotoPlace(s.value)
	case flag.Tag.Has("secret"):
		s.value = hidden
	}
	return s
}

// commandName is what a person types after the program's name.
func commandName(n *kong.Node) string {
	if n.Parent == nil || n.Parent.Type == kong.ApplicationNode {
		return n.Name
	}
	return commandName(n.Parent) + " " + n.Name
}
