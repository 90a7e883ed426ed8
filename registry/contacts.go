package registry

import (
	"strings"
	"time"

	"yian/care"
)

// checkContacts checks whom to ring for an elder.
func checkContacts(list []care.Contact) error {
	for i := range list {
		c := &list[i]
		if err := first(required("body.contacts", c.Name, 50), contactPhone(c), text("body.contacts", c.Hours+c.Relation, 100), zone(c), times(c)); err != nil {
			return err
		}
	}
	return nil
}

// contactPhone checks a number as it is dialled here, or one abroad: +, the country's
// code and the number, 15 digits at most by E.164.
func contactPhone(c *care.Contact) error {
	c.Phone = strings.TrimSpace(c.Phone)
	if err := phone("body.contacts", c.Phone); err != nil {
		return err
	}
	abroad := strings.HasPrefix(c.Phone, "+") || strings.HasPrefix(c.Phone, "00")
	if !abroad && !strings.Contains(c.Phone, "+") {
		return nil
	}
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, strings.TrimPrefix(c.Phone, "00"))
	if !abroad || strings.LastIndex(c.Phone, "+") > 0 || len(digits) < 8 || len(digits) > 15 || digits[0] == '0' {
		return care.Invalid("body.contacts", "phone.abroad", "国外号码要写成 +国家代码 号码，例如 +61 412 345 678")
	}
	return nil
}

func zone(c *care.Contact) error {
	if c.TimeZone = strings.TrimSpace(c.TimeZone); c.TimeZone == "" {
		return nil
	}
	// LoadLocation takes "Local" for the host's own, which says nothing of a contact.
	if _, err := time.LoadLocation(c.TimeZone); err != nil || c.TimeZone == "Local" || len(c.TimeZone) > 60 {
		return care.Invalid("body.contacts", "contact.zone", "没有这个时区，例如 Australia/Sydney")
	}
	return nil
}

func times(c *care.Contact) error {
	for _, t := range c.Times {
		from, to := care.ClockMinute(t.From), care.ClockMinute(t.To)
		if from < 0 || to < 0 || from == to {
			return care.Invalid("body.contacts", "contact.times", "可以打电话的时段要写成 08:00 到 21:30 这样")
		}
		for _, d := range t.Days {
			if d < 1 || d > 7 {
				return care.Invalid("body.contacts", "contact.times", "星期只能是一到日")
			}
		}
	}
	if len(c.Times) > 14 {
		return care.Invalid("body.contacts", "contact.times", "时段太多了")
	}
	return nil
}
