package registry

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"yian/care"
)

// text checks a text that people enter: bounded, and free of control characters,
// which PostgreSQL refuses and nobody sees.
func text(field, value string, limit int) error {
	if utf8.RuneCountInString(value) > limit {
		return care.Invalid(field, "text.too_long", "内容太长了")
	}
	if !utf8.ValidString(value) || strings.ContainsFunc(value, func(c rune) bool { return unicode.IsControl(c) && c != '\n' && c != '\t' }) {
		return care.Invalid(field, "text.unreadable", "含有无法识别的字符")
	}
	return nil
}

// required is text that must be there.
func required(field, value string, limit int) error {
	if strings.TrimSpace(value) == "" {
		return care.Invalid(field, "field.required", "此项必填")
	}
	return text(field, value, limit)
}

// phone checks a telephone number; an empty one is fine.
func phone(field, value string) error {
	digits := 0
	for _, c := range value {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '-' || c == ' ' || c == '+' || c == '#' || c == ',':
		default:
			return care.Invalid(field, "phone.invalid", "电话号码只能有数字、空格和 + - #")
		}
	}
	if value != "" && (digits < 3 || len(value) > 32) {
		return care.Invalid(field, "phone.invalid", "电话号码长度不对")
	}
	return nil
}

// point checks a map point: both ends or neither, on this planet.
func point(lat, lon *float64) error {
	switch {
	case lat == nil && lon == nil:
		return nil
	case lat == nil || lon == nil:
		return care.Invalid("body.lat", "point.half", "经度和纬度要一起填")
	case !(*lat >= -90 && *lat <= 90) || !(*lon >= -180 && *lon <= 180): // also refuses NaN
		return care.Invalid("body.lat", "point.invalid", "经纬度超出范围")
	}
	return nil
}

// day checks a date, 2006-01-02; an empty one is fine.
func day(field, value string) error {
	if value == "" {
		return nil
	}
	if _, err := time.Parse(time.DateOnly, value); err != nil {
		return care.Invalid(field, "date.invalid", "日期要写成 2026-01-31 这样")
	}
	return nil
}

// identifier checks an id that the client chose.
func identifier(field, value string) error {
	if value != "" && !care.ValidDeviceID(value) {
		return care.Invalid(field, "id.invalid", "编号只能用字母、数字、下划线和短横线，最长 64 位")
	}
	return nil
}

// first returns the first fault.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// citizen checks an identity number by GB 11643: a date that exists and the check
// digit of ISO 7064 MOD 11-2. It returns the birth date and the gender it holds.
func citizen(number string) (born, gender string, err error) {
	bad := care.Invalid("body.id_number", "id_number.invalid", "身份证号码不正确，请核对 18 位号码")
	if len(number) != 18 {
		return "", "", bad
	}
	sum := 0
	for i := range 17 {
		c := number[i]
		if c < '0' || c > '9' {
			return "", "", bad
		}
		sum += int(c-'0') * (1 << (17 - i) % 11)
	}
	if "10X98765432"[sum%11] != number[17] {
		return "", "", bad
	}
	day, err := time.ParseInLocation("20060102", number[6:14], care.Shanghai)
	if err != nil {
		return "", "", bad
	}
	gender = "female"
	if number[16]%2 == 1 {
		gender = "male"
	}
	return day.Format(time.DateOnly), gender, nil
}
