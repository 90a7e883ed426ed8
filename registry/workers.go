package registry

import (
	"strings"
	"time"

	"yian/care"
)

// checkWorker looks at what only workers have: certificates, zones, hours.
func checkWorker(s *care.Staff, known map[care.RegionID]string) error {
	if s.Gender != "" && s.Gender != "female" && s.Gender != "male" {
		return care.Invalid("body.gender", "gender.invalid", "性别只能是男或女")
	}
	for i := range s.Certificates {
		c := &s.Certificates[i]
		c.Name, c.Number = strings.TrimSpace(c.Name), strings.TrimSpace(c.Number)
		if _, err := time.Parse(time.DateOnly, c.Expires); c.Expires != "" && err != nil {
			return care.Invalid("body.certificates", "certificate.expires", "证件到期日写成 2027-03-31，长期有效就留空")
		}
		if err := first(required("body.certificates", c.Name, 30), text("body.certificates", c.Number, 40)); err != nil {
			return err
		}
	}
	for _, zone := range s.Zones {
		if _, ok := known[zone]; !ok {
			return care.Invalid("body.zones", "region.unknown", "没有这个区划")
		}
	}
	if s.Hours != nil && !s.Hours.Valid() {
		return care.Invalid("body.hours", "staff.hours", "上班时间写成 08:00 到 18:00，星期写 1 到 7")
	}
	for _, diet := range s.Carries {
		if err := required("body.carries", diet, 20); err != nil {
			return err
		}
	}
	return nil
}
