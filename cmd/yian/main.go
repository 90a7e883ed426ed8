// Command yian is the whole platform in one binary: see yian --help.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"yian/app"
)

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		cancel()
		<-signals
		os.Exit(130) // asked twice: at once
	}()
	if err := app.Run(os.Args[1:], app.Streams{Out: os.Stdout, Err: os.Stderr, Context: ctx}); err != nil {
		fmt.Fprintln(os.Stderr, "yian:", err)
		os.Exit(1)
	}
}
