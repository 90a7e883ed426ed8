package registry

import "testing"

func TestAMistypedClaimCodeIsNoCode(t *testing.T) {
	code, digest := newClaim()
	if got, ok := readClaim(" " + code + " "); !ok || got != digest {
		t.Fatalf("%s is not read back", code)
	}
	plain := []byte(code[:4] + code[5:9] + code[10:])
	for i := range plain {
		for _, wrong := range []byte(claimLetters) {
			typed := append([]byte{}, plain...)
			if typed[i] == wrong {
				continue
			}
			typed[i] = wrong
			if _, ok := readClaim(string(typed)); ok {
				t.Errorf("%s passes for %s", typed, plain)
			}
		}
	}
	if other, _ := newClaim(); other == code {
		t.Error("two codes are the same")
	}
}
