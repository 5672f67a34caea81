// Command server is Sizhang 四长: who answers for this spot?
package main

import (
	"os"

	"sizhang/server/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr))
}
