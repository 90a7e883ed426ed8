package records

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/mozillazg/go-pinyin"

	"yian/care"
)

// searchable joins what a person may look for into one column, so that one
// condition finds it.
func searchable(parts ...string) string {
	kept := parts[:0:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, strings.ToLower(p))
		}
	}
	return strings.Join(kept, "\n")
}

// like is the pattern that finds text anywhere, taken literally.
func like(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(strings.ToLower(strings.TrimSpace(text))) + "%"
}

// mostWords bounds how many words one search is made of.
const mostWords = 5

// wordsOf are the words of a search, each of which must be found somewhere: 王 前进村
// finds whoever is called so in that village.
func wordsOf(text string) []string {
	words := strings.Fields(text)
	return words[:min(len(words), mostWords)]
}

// named is what a name is found by: itself, and how it sounds.
func named(name string) []string { return append([]string{name}, sounds(name)...) }

// numbered is what a telephone number is found by: as it was entered, and its digits.
func numbered(phone string) []string {
	if digits := care.PhoneDigits(phone); digits != phone {
		return []string{phone, digits}
	}
	return []string{phone}
}

// mostReadings bounds the ways in which a name with characters of several readings
// is kept: 单, 曾 and 仇 are read otherwise as surnames.
const mostReadings = 8

// sounds returns the initials and the full pinyin of a text in each way in which it
// may be read: 王小样 is wxy and wangxiaoyang. What is no Chinese character stays.
func sounds(text string) []string {
	args := pinyin.NewArgs()
	args.Heteronym = true
	args.Fallback = func(r rune, _ pinyin.Args) []string { return []string{string(r)} }
	initials, full := []string{""}, []string{""}
	chinese := false
	for _, readings := range pinyin.Pinyin(text, args) {
		if len(readings) == 0 {
			continue
		}
		chinese = chinese || len(readings[0]) > 1 && readings[0][0] < 0x80
		initials, full = spell(initials, readings, true), spell(full, readings, false)
	}
	if !chinese {
		return nil
	}
	return append(initials, full...)
}

// spell continues each way of reading with each reading of the next character.
func spell(ways, readings []string, initial bool) []string {
	seen := map[string]bool{}
	var out []string
	for _, r := range readings {
		if initial {
			r = string([]rune(r)[:1])
		}
		for _, way := range ways {
			if next := way + r; !seen[next] && len(out) < mostReadings {
				seen[next] = true
				out = append(out, next)
			}
		}
	}
	return out
}

// searchWords is raised whenever people and homes are found by other words.
const searchWords, searchWordsAre = "search_words", "3"

// Reindex writes anew by which words people, homes and places are found, and which
// keys there are, when an older version wrote them. It blocks for about a second per
// 20,000 rows; otherwise for two reads. It is not a change, so it stays outside the
// journal.
func (s *Store) Reindex(ctx context.Context) error {
	// Keys come first: homes and people are found by who holds them.
	err := s.bring(ctx, keysKept, keysAre, func(tx *Tx) error { return tx.adoptKeys(time.Now()) })
	if err != nil {
		return err
	}
	return s.bring(ctx, searchWords, searchWordsAre, func(tx *Tx) error {
		regions, err := loadAll[care.Region](tx, `SELECT doc FROM regions`)
		if err != nil {
			return err
		}
		for _, r := range regions {
			if _, err := tx.ExecContext(tx.ctx, `UPDATE regions SET search = $1 WHERE id = $2`, searchable(named(r.Name)...), string(r.ID)); err != nil {
				return fmt.Errorf("records: search: %w", err)
			}
		}
		elders, err := loadAll[care.Elder](tx, `SELECT doc FROM elders`)
		if err != nil {
			return err
		}
		for _, e := range elders {
			if _, err := tx.ExecContext(tx.ctx, `UPDATE elders SET search = $1 WHERE id = $2`, elderWords(e), string(e.ID)); err != nil {
				return fmt.Errorf("records: search: %w", err)
			}
		}
		homes, err := loadAll[care.Household](tx, `SELECT doc FROM households`)
		if err != nil {
			return err
		}
		for _, h := range homes {
			if _, err := tx.ExecContext(tx.ctx, `UPDATE households SET search = $1 WHERE id = $2`, householdWords(h), string(h.ID)); err != nil {
				return fmt.Errorf("records: search: %w", err)
			}
		}
		return nil
	})
}

// bring does what brings the record to a form, and notes in a setting that it has it.
func (s *Store) bring(ctx context.Context, setting, form string, do func(*Tx) error) error {
	is, err := s.Setting(ctx, setting)
	if err != nil && !errors.Is(err, care.ErrNotFound) {
		return err
	}
	if is == form {
		return nil
	}
	return s.write(ctx, func(tx *Tx) error {
		if err := do(tx); err != nil {
			return err
		}
		_, err := tx.ExecContext(tx.ctx, `INSERT INTO settings (name, value) VALUES ($1,$2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, setting, form)
		return err
	})
}

func elderWords(v *care.Elder) string {
	words := append(named(v.Name), v.IDNumber)
	if v.Nickname != "" {
		words = append(words, named(v.Nickname)...)
	}
	words = append(words, numbered(v.Phone)...)
	for _, c := range v.Contacts {
		words = append(words, numbered(c.Phone)...)
	}
	return searchable(words...)
}

func householdWords(h *care.Household) string {
	words := append([]string{h.Address, h.Directions, h.Group, h.KeyHolderName}, sounds(h.Address)...)
	words = append(words, numbered(h.Phone)...)
	return searchable(append(words, numbered(h.KeyHolderPhone)...)...)
}
