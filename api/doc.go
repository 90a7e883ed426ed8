// Package api shows the rooms over HTTP: one file per noun, problems as RFC 9457,
// one stream of server-sent events, and the console's files. It decides nothing
// but who may: every route states its roles in one table, and a test walks the
// routes to find one without.
package api
