//go:build race && !noembedded

package readings_test

const raceDetector = true
