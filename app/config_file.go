package app

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"

	"yian/care"
)

// configFile answers flags from a YAML file whose keys are the flags' names. An
// unknown key is an error: a setting with a slip in its name must not be ignored.
type configFile struct{ values map[string]any }

// loadConfig reads one file, for kong.
func loadConfig(r io.Reader) (kong.Resolver, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("configuration file: %w", err)
	}
	f := configFile{values: map[string]any{}}
	if err := yaml.Unmarshal(b, &f.values); err != nil {
		return nil, fmt.Errorf("configuration file: %s: %w", yaml.FormatError(err, false, true), care.ErrInvalid)
	}
	return f, nil
}

// Validate reports every key that no flag has.
func (f configFile) Validate(k *kong.Application) error {
	known := map[string]bool{}
	_ = kong.Visit(k, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok {
			known[flag.Name] = true
		}
		return next(nil)
	})
	var unknown []string
	for key := range f.values {
		if !known[key] {
			unknown = append(unknown, key)
		}
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		return fmt.Errorf("configuration file: unknown keys %s; see yian config for the known ones: %w", strings.Join(unknown, ", "), care.ErrInvalid)
	}
	return nil
}

// Resolve answers one flag, unless the environment does: kong would ask the file
// last of all but flags.
func (f configFile) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, env := range flag.Envs {
		if os.Getenv(env) != "" || os.Getenv(env+"_FILE") != "" {
			return nil, nil
		}
	}
	return f.values[flag.Name], nil
}

// secretFiles answers a secret from the file that YIAN_…_FILE names.
type secretFiles struct{}

// Validate has nothing to check before a flag is asked for.
func (secretFiles) Validate(*kong.Application) error { return nil }

// Resolve answers one flag.
func (secretFiles) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if flag.Tag == nil || !flag.Tag.Has("secret") {
		return nil, nil
	}
	for _, env := range flag.Envs {
		name := os.Getenv(env + "_FILE")
		if name == "" || os.Getenv(env) != "" {
			continue
		}
		b, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("%s_FILE: %w", env, err)
		}
		return strings.TrimRight(string(b), "\r\n"), nil
	}
	return nil, nil
}
