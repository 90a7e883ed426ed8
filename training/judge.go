package training

import (
	"strings"

	"yian/care"
)

// Judge says what a run of a case was worth, line by line. It is a function of the
// record alone: the same record has the same sheet.
func Judge(c *Case, r *Record) care.TrainingSheet {
	sheet := care.TrainingSheet{Of: c.Points(), Lines: []care.TrainingLine{}}
	for _, item := range c.Rubric {
		verb, args, err := checkOf(item.Check)
		line := care.TrainingLine{ID: item.ID, Check: verb, Args: args, Points: item.Points, Why: item.Why}
		at := 0
		if strings.HasPrefix(item.Check, "second ") {
			at = 1
		}
		var s Seen // of what was never opened nothing is true
		if at < len(r.Seen) {
			s = r.Seen[at]
		}
		if err == nil && checks[verb].look(r, &s, args) {
			line.Got = item.Points
		}
		sheet.Points += line.Got
		sheet.Lines = append(sheet.Lines, line)
	}
	return sheet
}
