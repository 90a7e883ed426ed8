package dispatch

import (
	"context"
	"slices"
	"time"

	"yian/care"
)

// Questions are what an operator asks for a kind of incident, in order, as codes; the
// screen has the words. What decides over who is sent comes first. There is no advice
// among them: first-aid words come from a script approved by 120 only.
func Questions(kind string) []string {
	if q, known := questions[care.CallKind(kind)]; known {
		return q
	}
	return questions[care.SOS]
}

var questions = map[care.CallKind][]string{
	care.SOS:       {"answers", "breathes", "chest_pain", "bleeds", "can_stand", "with_somebody"},
	care.PullCord:  {"answers", "breathes", "fell", "can_stand", "with_somebody"},
	care.Fall:      {"answers", "breathes", "hit_head", "bleeds", "can_stand", "with_somebody"},
	care.Smoke:     {"outside", "others_inside", "flames", "told_119", "hurt"},
	care.Gas:       {"outside", "others_inside", "told_119", "dizzy"},
	care.WaterLeak: {"safe", "tap_closed", "socket_wet"},
	care.Phone:     {"in_danger", "at_home", "answers", "with_somebody"},
	care.Removed:   {"with_elder", "safe", "wears_again"},
}

// Answers are what may be answered to a scripted question.
var Answers = []string{"yes", "no", "unknown"}

// AnswerQuestion keeps an answer to a scripted question, on the timeline as well. A
// later answer to the same question takes its place; the same one is none.
func (d *Desk) AnswerQuestion(ctx context.Context, by care.Staff, id care.IncidentID, question, answer string) (care.Incident, error) {
	if !slices.Contains(Answers, answer) {
		return care.Incident{}, care.Invalid("body.answer", "answer.unknown", "请选择：是、否或不清楚")
	}
	return d.change(ctx, by, id, func(c *care.Case, now time.Time) (care.Change, error) {
		in := c.Incident
		if err := answered(in); err != nil {
			return care.Change{}, err
		}
		if !slices.Contains(Questions(in.Kind), question) {
			return care.Change{}, care.Invalid("body.question", "question.unknown", "这类求助没有这个问题")
		}
		given := care.Answered{Question: question, Answer: answer, At: now, By: by.ID}
		i := slices.IndexFunc(in.Answers, func(a care.Answered) bool { return a.Question == question })
		switch {
		case i < 0:
			in.Answers = append(in.Answers, given)
		case in.Answers[i].Answer == answer:
			return care.Change{}, nil
		default:
			in.Answers[i] = given
		}
		return care.Change{Entries: []care.Entry{incidentEntry(in, now, by.ID, "asked", question+" "+answer)}}, nil
	})
}
