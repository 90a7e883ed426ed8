package supervision

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"yian/care"
)

// CommandName is something that devices can be asked, with who may ask it. What a
// device cannot do it says itself.
type CommandName struct {
	Name    string `json:"name"`
	Title   string `json:"title"`    // for people, in Chinese
	TitleEN string `json:"title_en"` // and in English
	// Roles may send it.
	Roles []care.Role `json:"roles"`
	// Why is true when a reason has to be given.
	Why  bool         `json:"why"`
	Args []CommandArg `json:"args"`
	// Free is true when args may hold anything.
	Free bool `json:"free"`
	// ExpiresSeconds is how long it is worth doing, unless its sender says otherwise.
	ExpiresSeconds int `json:"expires_s"`
}

// CommandArg is one argument of a command.
type CommandArg struct {
	Name     string `json:"name"`
	Kind     string `json:"kind" enum:"phone,level,url,text"` // level: 0 to 100
	Required bool   `json:"required"`
}

// Locate is the command that asks where a device is, and so where somebody is.
const Locate = "locate"

var (
	byDesk  = []care.Role{care.Operator, care.Supervisor, care.Admin}
	byAdmin = []care.Role{care.Admin}
)

const (
	atOnce = 10 * 60       // s: of use only while somebody waits for it
	inHour = 60 * 60       // s
	inWeek = 7 * 24 * 3600 // s: a sleeping device wakes once a day
)

// CommandNames lists what is known. An admin may send any other name, too.
var CommandNames = []CommandName{
	{Name: Locate, Title: "定位", TitleEN: "Locate", Roles: byDesk, Why: true, ExpiresSeconds: atOnce},
	{Name: "call_back", Title: "请设备回拨", TitleEN: "Call back", Roles: byDesk, ExpiresSeconds: atOnce,
		Args: []CommandArg{{Name: "number", Kind: "phone", Required: true}}},
	{Name: "identify", Title: "找设备（响铃或闪灯）", TitleEN: "Identify (beep or flash)", Roles: byDesk, ExpiresSeconds: atOnce},
	{Name: "test", Title: "请求试呼", TitleEN: "Ask for a test press", Roles: byAdmin, ExpiresSeconds: inHour},
	{Name: "volume", Title: "调节音量", TitleEN: "Set the volume", Roles: byAdmin, ExpiresSeconds: inHour,
		Args: []CommandArg{{Name: "level", Kind: "level", Required: true}}},
	{Name: "reboot", Title: "重启设备", TitleEN: "Restart", Roles: byAdmin, ExpiresSeconds: inHour},
	{Name: "config", Title: "下发配置", TitleEN: "Configure", Roles: byAdmin, Free: true, ExpiresSeconds: inWeek},
	{Name: "update", Title: "升级固件", TitleEN: "Update the firmware", Roles: byAdmin, ExpiresSeconds: inWeek,
		Args: []CommandArg{{Name: "version", Kind: "text", Required: true}, {Name: "url", Kind: "url"}}},
}

const (
	maxArgs     = 4 << 10 // bytes
	minExpiry   = 10 * time.Second
	maxExpiry   = inWeek * time.Second
	maxWhy      = 500 // characters
	maxArgument = 500 // bytes
)

var (
	freeName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)
	phone    = regexp.MustCompile(`^\+?[0-9]{3,20}$`)
	// between are what people write between the digits of a number.
	between = strings.NewReplacer(" ", "", "-", "", "(", "", ")", "")
)

// nameOf finds a name, or takes one that only admins may send.
func nameOf(name string) (CommandName, error) {
	i := slices.IndexFunc(CommandNames, func(n CommandName) bool { return n.Name == name })
	switch {
	case i >= 0:
		return CommandNames[i], nil
	case !freeName.MatchString(name):
		return CommandName{}, care.Invalid("body.name", "command.name", "指令名称应为小写字母开头，只含小写字母、数字和下划线，至多 40 个字符")
	}
	return CommandName{Name: name, Title: name, TitleEN: name, Roles: byAdmin, Free: true, ExpiresSeconds: inHour}, nil
}

// check returns the arguments as the device gets them.
func (n CommandName) check(raw json.RawMessage) (json.RawMessage, error) {
	if len(raw) > maxArgs {
		return nil, care.Invalid("body.args", "command.args", "指令参数过长，至多 4 KiB")
	}
	args := map[string]json.RawMessage{}
	if raw = bytes.TrimSpace(raw); len(raw) > 0 && string(raw) != "null" {
		if json.Unmarshal(raw, &args) != nil {
			return nil, care.Invalid("body.args", "command.args", "指令参数应为一个 JSON 对象")
		}
	}
	if n.Free {
		if n.Name == "config" && len(args) == 0 {
			return nil, care.Invalid("body.args", "command.args", "请填写要下发的配置项")
		}
		return json.Marshal(args)
	}
	checked := map[string]any{}
	for _, a := range n.Args {
		given, ok := args[a.Name]
		delete(args, a.Name)
		if !ok || string(given) == "null" || string(given) == `""` {
			if a.Required {
				return nil, care.Invalid("body.args."+a.Name, "command.arg_missing", "请填写这项指令需要的参数 "+a.Name)
			}
			continue
		}
		v, err := a.check(given)
		if err != nil {
			return nil, err
		}
		checked[a.Name] = v
	}
	if len(args) > 0 {
		return nil, care.Invalid("body.args", "command.arg_unknown", "这项指令没有这样的参数")
	}
	return json.Marshal(checked)
}

func (a CommandArg) check(given json.RawMessage) (any, error) {
	field := "body.args." + a.Name
	if a.Kind == "level" {
		var level int
		if json.Unmarshal(given, &level) != nil || level < 0 || level > 100 {
			return nil, care.Invalid(field, "command.level", fmt.Sprintf("%s 应为 0 到 100 的整数", a.Name))
		}
		return level, nil
	}
	var s string
	if json.Unmarshal(given, &s) != nil || len(s) > maxArgument {
		return nil, care.Invalid(field, "command.arg", fmt.Sprintf("%s 应为不超过 %d 字节的文字", a.Name, maxArgument))
	}
	s = strings.TrimSpace(s)
	switch a.Kind {
	case "phone":
		if s = between.Replace(s); !phone.MatchString(s) {
			return nil, care.Invalid(field, "command.phone", "电话号码应为 3 到 20 位数字")
		}
	case "url":
		u, err := url.Parse(s)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return nil, care.Invalid(field, "command.url", "下载地址应以 http:// 或 https:// 开头")
		}
	}
	return s, nil
}
