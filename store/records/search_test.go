package records

import (
	"slices"
	"testing"

	"yian/care"
)

func TestPeopleAreFoundByHowTheyAreCalled(t *testing.T) {
	onBoth(t, func(t *testing.T, db database) {
		s := db.open(t)
		must(t, s.CreateRegions(t.Context(), []care.Region{{ID: "990101001001", Name: "沙枣村"}, {ID: "990101001002", Name: "红柳村"}}, entry("region", "")))
		must(t, s.CreateHouseholds(t.Context(), []care.Household{{ID: "h", Address: "前进村样例路1号", RegionID: "990101001001", Phone: "0990-7000001"}}, entry("household", "")))
		must(t, s.CreateElders(t.Context(), []care.Elder{
			{ID: "wang", Name: "王桂兰", Nickname: "二妞", HouseholdID: "h", RegionID: "990101001001", Phone: "139 0000 0001"},
			{ID: "shan", Name: "单样例", RegionID: "990101001002", Contacts: []care.Contact{{Name: "子", Phone: "+86 139-0000-0002"}}},
		}, entry("elder", "")))
		found := func(text string) []care.ElderID {
			list, _, err := s.Elders(t.Context(), care.Everything, care.ElderQuery{Text: text}, care.Page{})
			must(t, err)
			var got []care.ElderID
			for _, e := range list {
				got = append(got, e.ID)
			}
			slices.Sort(got)
			return got
		}
		all := map[string][]care.ElderID{
			"桂兰": {"wang"}, "wgl": {"wang"}, "WGL": {"wang"}, "wangguilan": {"wang"}, "guilan": {"wang"},
			"syl": {"shan"}, "dyl": {"shan"}, "shanyangli": {"shan"}, // a surname that is read otherwise
			"qjcyll": {"wang"}, "13900000001": {"wang"}, "13900000002": {"shan"}, "7000001": {"wang"}, "09907000001": {"wang"}, "xyz": nil,
			"二妞": {"wang"}, "erniu": {"wang"}, "en": {"wang"}, // the nickname, as it sounds too
			"沙枣村": {"wang"}, "shazao": {"wang"}, "hlc": {"shan"}, "王 沙枣": {"wang"}, "王 hongliu": nil, "单 红柳村": {"shan"}, "  ": {"shan", "wang"},
		}
		for text, want := range all {
			if got := found(text); !slices.Equal(got, want) {
				t.Errorf("%q: got %v, want %v", text, got, want)
			}
		}
		// What an older version wrote is written anew, once.
		for _, table := range []string{"elders", "households", "regions"} {
			_, err := s.pen.db.ExecContext(t.Context(), `UPDATE `+table+` SET search = 'old'`)
			must(t, err)
		}
		if got := found("wgl"); len(got) != 0 {
			t.Fatalf("found %v by what is not there", got)
		}
		for range 2 {
			must(t, s.Reindex(t.Context()))
		}
		for text, want := range all {
			if got := found(text); !slices.Equal(got, want) {
				t.Errorf("anew %q: got %v, want %v", text, got, want)
			}
		}
		_, err := s.pen.db.ExecContext(t.Context(), `UPDATE elders SET search = 'as it is'`)
		must(t, err)
		must(t, s.Reindex(t.Context()))
		if got := found("as it is"); len(got) != 2 {
			t.Errorf("written anew without need: %v", got)
		}
	})
}
