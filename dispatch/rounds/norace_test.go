//go:build !race

package rounds

// raceEnabled says that everything is several times slower.
const raceEnabled = false
