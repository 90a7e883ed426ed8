package app

import (
	"fmt"
	"text/tabwriter"

	"yian/care"
	"yian/store/records"
)

// MoveCmd is `yian move`.
type MoveCmd struct {
	From string `name:"from" env:"YIAN_MOVE_FROM" secret:"url" required:"" placeholder:"URL" help:"The record as it is, like sqlite:///var/lib/yian/yian.db."`
	To   string `name:"to" env:"YIAN_MOVE_TO" secret:"url" required:"" placeholder:"URL" help:"An empty one, like postgres://yian@host/yian; its schema is made."`
}

// Run moves a record, all or nothing, and prints how many rows each table has.
func (c *MoveCmd) Run(io *Streams) error {
	if c.From == c.To {
		return fmt.Errorf("--from and --to are the same: %w", care.ErrInvalid)
	}
	quiet := Settings{LogLevel: "warn", LogFormat: "text"}
	moved, entries, err := records.Move(io.Context, c.From, c.To, quiet.logger(io.Err))
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(io.Out, 0, 0, 2, ' ', tabwriter.AlignRight)
	var all int64
	for _, t := range moved {
		fmt.Fprintf(w, "%d\t %s\n", t.Rows, t.Table)
		all += t.Rows
	}
	fmt.Fprintf(w, "%d\t in %d tables\n", all, len(moved))
	if err := w.Flush(); err != nil {
		return fmt.Errorf("app: print: %w", err)
	}
	fmt.Fprintf(io.Out, "moved; the journal holds: %d entries\n", entries)
	return nil
}
