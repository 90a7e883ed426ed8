package alerts

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"slices"

	"yian/care"
)

//go:embed rules/*.yaml
var builtin embed.FS

// ruleset is the rules in force. It never changes once made.
type ruleset struct {
	all      []Rule // by id, those that are off included
	byID     map[string]*Rule
	byMetric map[care.Metric][]*Rule
}

// assemble puts the rules of several files together, in the order of the files.
// A rule whose id an earlier file has taken is a fault of the later file. Where
// no file has a rule for something that nobody may silence, the built-in one
// stays in force.
func assemble(files [][]Rule) (*ruleset, []Fault) {
	var (
		faults []Fault
		byID   = map[string]Rule{}
	)
	add := func(r Rule) {
		if old, taken := byID[r.ID]; taken {
			faults = append(faults, Fault{File: r.File, Problem: fmt.Sprintf("规则 %s 在 %s 里已经有了", r.ID, old.File), Advice: "请给它另起一个 id，或删掉其中一条"})
			return
		}
		if len(byID) >= maxRules {
			faults = append(faults, Fault{File: r.File, Problem: fmt.Sprintf("规则超过 %d 条", maxRules), Advice: "请删掉不用的规则"})
			return
		}
		byID[r.ID] = r
	}
	covered := map[care.Metric]bool{}
	for _, rules := range files {
		for _, r := range rules {
			add(r)
			covered[r.Metric] = covered[r.Metric] || r.Severity == care.Critical
		}
	}
	for _, r := range builtinRules() {
		if vital(r.Metric) && !covered[r.Metric] {
			add(r)
		}
	}
	return index(byID), faults
}

func index(byID map[string]Rule) *ruleset {
	set := &ruleset{byID: map[string]*Rule{}, byMetric: map[care.Metric][]*Rule{}}
	for _, r := range byID {
		set.all = append(set.all, r)
	}
	slices.SortFunc(set.all, func(a, b Rule) int { return cmp.Compare(a.ID, b.ID) })
	for i := range set.all {
		if r := &set.all[i]; !r.Off {
			set.byID[r.ID] = r
			set.byMetric[r.Metric] = append(set.byMetric[r.Metric], r)
		}
	}
	return set
}

// builtinRules returns the rules that come with the program.
func builtinRules() []Rule {
	var all []Rule
	for name, data := range builtinFiles() {
		rules, faults := Parse(name, data)
		if len(faults) > 0 {
			panic("alerts: built-in rules: " + faults[0].Error()) // impossible: tested
		}
		all = append(all, rules...)
	}
	return all
}

// builtinFiles returns the files that come with the program, by name.
func builtinFiles() map[string][]byte {
	names, err := fs.Glob(builtin, "rules/*.yaml")
	if err != nil {
		panic(err) // impossible: the pattern is a constant
	}
	files := make(map[string][]byte, len(names))
	for _, n := range names {
		data, err := builtin.ReadFile(n)
		if err != nil {
			panic(err) // impossible: it was listed
		}
		files[n[len("rules/"):]] = data
	}
	return files
}
