package records

import (
	"fmt"
	"strconv"
	"strings"
)

// statementSizes are the sizes of the statements that write many rows: few, so that
// each is prepared once, and none with more parameters than SQLite takes.
var statementSizes = []int{256, 32, 4, 1}

// insertRows writes rows, all of the same width, with few statements: a thousand
// devices are heard every few seconds, and each statement is a journey to the
// database. head ends before VALUES and tail begins after.
func (tx *Tx) insertRows(head, tail string, rows [][]any) error {
	for _, size := range statementSizes {
		for len(rows) >= size {
			args := make([]any, 0, size*len(rows[0]))
			for _, row := range rows[:size] {
				args = append(args, row...)
			}
			if _, err := tx.ExecContext(tx.ctx, head+placeholders(size, len(rows[0]))+tail, args...); err != nil {
				return fmt.Errorf("records: write rows: %w", err)
			}
			rows = rows[size:]
		}
	}
	return nil
}

// placeholders is " VALUES ($1,$2),($3,$4) " for two rows of two.
func placeholders(rows, width int) string {
	var b strings.Builder
	b.WriteString(" VALUES ")
	for n := range rows * width {
		switch {
		case n == 0:
			b.WriteByte('(')
		case n%width == 0:
			b.WriteString("),(")
		default:
			b.WriteByte(',')
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(n + 1))
	}
	b.WriteString(") ")
	return b.String()
}
