package demo

import (
	"context"
	"fmt"
	"slices"

	"yian/care"
	"yian/dispatch/sentences"
)

// spokenAs is how one township says some of the sentences.
var spokenAs = map[care.Saying]string{
	care.SayReceived: "俺收到了，恁别慌", care.SayDispatchedMinutes: "{who}这就过去，约{minutes}分钟", care.SayLate: "{who}还在路上哩，约{minutes}分钟", care.SayClosed: "妥了，有事再按",
}

// Speak enters how the township of the account "worker" talks.
func Speak(ctx context.Context, said *sentences.Sentences, county County) error {
	at := slices.IndexFunc(county.Staff, func(s care.Staff) bool { return s.ID == personWorker })
	township := county.Staff[at].RegionID
	for saying, text := range spokenAs {
		if err := said.Change(ctx, author, saying, township, text); err != nil {
			return fmt.Errorf("demo: sentences: %w", err)
		}
	}
	return nil
}
