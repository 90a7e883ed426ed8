package care

import "time"

// wakeFrom and wakeUntil are the hours, by the clock in Shanghai, in which people are
// told what can wait.
const wakeFrom, wakeUntil = 8, 21

// Daytime is at, or the next morning when at lies in the night: until then a message
// that can wait waits.
func Daytime(at time.Time) time.Time {
	local := at.In(Shanghai)
	morning := time.Date(local.Year(), local.Month(), local.Day(), wakeFrom, 0, 0, 0, Shanghai)
	switch {
	case local.Hour() >= wakeUntil:
		return morning.AddDate(0, 0, 1).UTC()
	case local.Hour() < wakeFrom:
		return morning.UTC()
	}
	return at
}
