package alerts

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

const (
	maxFile  = 64 << 10 // bytes of a rule file; reading deep nesting takes time by the square
	maxRules = 500      // in all files together
)

// ruleFile is the shape of a rule file.
type ruleFile struct {
	Rules []Rule `yaml:"rules"`
}

// Parse reads one rule file. It returns its rules, or every fault that was found
// in it, never both.
func Parse(name string, data []byte) (rules []Rule, faults []Fault) {
	// The YAML library is fed by hand-written files: should it panic on one, that
	// file is at fault and the platform goes on.
	defer func() {
		if p := recover(); p != nil {
			rules, faults = nil, []Fault{{File: name, Problem: "这个文件读不懂", Advice: "请检查缩进，或恢复上一个版本"}}
		}
	}()
	if len(data) > maxFile {
		return nil, []Fault{{File: name, Problem: "文件超过 64 KiB", Advice: "请拆成几个文件"}}
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, []Fault{noRules(name)}
	}
	tree, err := parser.ParseBytes(data, 0)
	if err != nil {
		return nil, []Fault{explain(name, err)}
	}
	if f := refuseAliases(name, tree); f != nil {
		return nil, []Fault{*f}
	}
	var file ruleFile
	err = yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(&file)
	if err != nil && !errors.Is(err, io.EOF) {
		f := explain(name, err)
		if f.Line == 0 {
			f.Line = suspect(tree)
		}
		return nil, []Fault{f}
	}
	if len(file.Rules) == 0 {
		return nil, []Fault{noRules(name)}
	}
	for i := range file.Rules {
		r := &file.Rules[i]
		r.File = name
		for _, c := range r.check() {
			faults = append(faults, Fault{File: name, Line: lineOf(tree, i, c.key), Problem: c.problem, Advice: c.advice})
		}
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return file.Rules, nil
}

func noRules(name string) Fault {
	return Fault{File: name, Problem: "文件里没有规则", Advice: "第一行写 rules:，下面每条规则以 - id: 开头；不要的文件请删除"}
}

// refuseAliases keeps anchors out: a few lines of them can grow without bound.
func refuseAliases(name string, tree *ast.File) *Fault {
	for _, doc := range tree.Docs {
		if doc.Body == nil { // comments only
			continue
		}
		for _, kind := range []ast.NodeType{ast.AliasType, ast.AnchorType, ast.MergeKeyType} {
			if found := ast.Filter(kind, doc); len(found) > 0 {
				return &Fault{File: name, Line: position(found[0].GetToken()),
					Problem: "用了锚点（& * <<），规则文件里不支持", Advice: "请把内容完整写出来"}
			}
		}
	}
	return nil
}

var unknownField = regexp.MustCompile(`unknown field "([^"]*)"`)

// explain turns an error of the YAML library into a sentence for people.
func explain(name string, err error) Fault {
	f := Fault{File: name, Problem: "YAML 写法有误", Advice: "请检查缩进、冒号后的空格和引号"}
	var at yaml.Error
	if errors.As(err, &at) {
		f.Line = position(at.GetToken())
	}
	var (
		unknown *yaml.UnknownFieldError
		twice   *yaml.DuplicateKeyError
		typ     *yaml.TypeError
		over    *yaml.OverflowError
	)
	switch {
	case errors.As(err, &unknown):
		key := ""
		if m := unknownField.FindStringSubmatch(unknown.GetMessage()); m != nil {
			key = m[1]
		}
		f.Problem = fmt.Sprintf("不认识的键 %q", key)
		f.Advice = "请删掉，或改成其中之一：" + strings.Join(keys, "、")
		if near := nearest(key); near != "" {
			f.Advice = fmt.Sprintf("是不是 %q？否则请删掉", near)
		}
	case errors.As(err, &twice):
		f.Problem, f.Advice = "同一个键写了两次", "请只留一个"
	case errors.As(err, &typ), errors.As(err, &over):
		f.Problem, f.Advice = "这里的值类型不对", "限值写数字，名称写文字，规则写成以 - 开头的列表"
	case errors.Is(err, errDuration):
		f.Problem, f.Advice = "时长写法不对", "请写成 90s、10m、1h30m 或 2d"
	}
	return f
}

// suspect returns the line of the first duration that cannot be read: the library
// does not say where a text was refused.
func suspect(tree *ast.File) int {
	for _, doc := range tree.Docs {
		if doc.Body == nil {
			continue
		}
		for _, n := range ast.Filter(ast.MappingValueType, doc) {
			pair, ok := n.(*ast.MappingValueNode)
			if !ok || pair.Value == nil || pair.Value.GetToken() == nil {
				continue
			}
			switch pair.Key.String() {
			case "for", "quiet", "repeat", "repair":
				if new(Duration).UnmarshalText([]byte(pair.Value.GetToken().Value)) != nil {
					return position(pair.Key.GetToken())
				}
			}
		}
	}
	return 0
}

// lineOf returns the line of a key of the i-th rule, or of the rule itself when
// the key is not there.
func lineOf(tree *ast.File, i int, key string) int {
	for _, path := range []string{fmt.Sprintf("$.rules[%d].%s", i, key), fmt.Sprintf("$.rules[%d]", i)} {
		p, err := yaml.PathString(path)
		if err != nil {
			continue
		}
		if node, err := p.FilterFile(tree); err == nil && node != nil {
			return position(node.GetToken())
		}
	}
	return 0
}

func position(t *token.Token) int {
	if t == nil || t.Position == nil {
		return 0
	}
	return t.Position.Line
}

// keys are all keys of a rule file.
var keys = func() []string {
	all := []string{"rules"}
	for _, t := range []reflect.Type{reflect.TypeFor[Rule](), reflect.TypeFor[Name](), reflect.TypeFor[Clear]()} {
		for i := range t.NumField() {
			if k := t.Field(i).Tag.Get("yaml"); k != "-" {
				all = append(all, k)
			}
		}
	}
	return all
}()

// nearest returns the key that is at most two letters away from what was written.
func nearest(written string) string {
	best, dist := "", 3
	for _, k := range keys {
		if d := distance(written, k); d < dist && d < len(k) {
			best, dist = k, d
		}
	}
	return best
}

// distance is the Levenshtein distance of two short words.
func distance(a, b string) int {
	if len(a) > 32 {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		prev := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := prev
			if a[i] != b[j] {
				cost++
			}
			prev = row[j+1]
			row[j+1] = min(cost, row[j+1]+1, row[j]+1)
		}
	}
	return row[len(b)]
}
