# Two commands do everything on a fresh Debian machine with Go and Node:
#   make run    build the console and the binary, start the demo
#   make test   every test there is

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
BIN := bin/yian
GO_SOURCES := $(shell find . -name '*.go' -not -path './console/node_modules/*') go.mod go.sum
CONSOLE_SOURCES := $(shell find console/src console/public -type f 2>/dev/null) console/index.html console/package-lock.json console/vite.config.ts
EMBEDDED_DATA := $(shell find store/records/migrations alerts/rules training/cases -type f 2>/dev/null)

.PHONY: help run build test unit race console-test e2e lint bench-press bench-ingest bench-orders bench-screens soak soak-apart proofs upgrade-test generate needs clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t16

run: build ## Build everything and start the demo: http://127.0.0.1:8080
	$(BIN) demo $(ARGS)

build: $(BIN) ## Build the console and the binary

$(BIN): $(GO_SOURCES) $(EMBEDDED_DATA) console/dist/index.html
	go build -ldflags '-s -w -X yian/app.Version=$(VERSION)' -o $@ ./cmd/yian

console/node_modules/.ready: console/package-lock.json console/.npmrc
	cd console && npm ci --no-audit --no-fund
	touch $@

console/dist/index.html: console/node_modules/.ready $(CONSOLE_SOURCES)
	cd console && npm run build

test: needs build unit console-test e2e ## Run every test there is, in the browser too

unit: ## Go: formatting, vet, tests against the embedded and the real servers
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo 'run gofmt -w on these'; exit 1; }
	go vet ./...
	# One package at a time: some measure, and two cores are soon busy.
	go test -p 1 -timeout 20m ./...

race: ## Go tests under the race detector (slow)
	# Apache Arrow, inside InfluxDB's queries, does arithmetic that checkptr forbids.
	go test -race -gcflags=all=-d=checkptr=0 ./...

console-test: console/node_modules/.ready ## Console: lock file, lint, unit tests
	cd console && npm run check-lock && npm run lint && npm test

e2e: build ## Browser tests against the built binary
	@if command -v chromium >/dev/null; then cd console && YIAN_BINARY=$(CURDIR)/$(BIN) npm run e2e; \
	elif [ "$$YIAN_TEST_REQUIRE" = all ]; then echo 'chromium is missing and YIAN_TEST_REQUIRE=all'; exit 1; \
	else echo '*** SKIPPED: browser tests, for want of chromium'; fi

# What the tests use beside Go and Node. Installed where we may; otherwise the
# tests that need it are skipped and say so.
NEEDS := chromium redis-server mosquitto openssl
# Draws for the browser tests with a third less of the machine; without it chromium does.
SHELL_BROWSER := chromium-headless-shell
# The last InfluxDB 1.x that builds with Go alone, and the one that we embed.
INFLUXD := github.com/influxdata/influxdb/cmd/influxd@v1.8.10
needs:
	@missing=; for c in $(NEEDS) $(SHELL_BROWSER); do command -v $$c >/dev/null || missing="$$missing $$c"; done; \
	ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$$missing postgresql"; \
	if [ -n "$$missing" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "installing for the tests:$$missing"; apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium redis-server mosquitto openssl postgresql fonts-noto-cjk >/dev/null || true; \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(SHELL_BROWSER) >/dev/null || echo "no $(SHELL_BROWSER) here: the browser tests take chromium"; fi; \
	[ -x .tools/influxd ] || { echo "building influxd for the tests"; GOBIN=$(CURDIR)/.tools go install $(INFLUXD) || echo "*** MISSING: influxd; tests that need it are skipped"; }; \
	for c in $(NEEDS); do command -v $$c >/dev/null || echo "*** MISSING: $$c; tests that need it are skipped"; done; \
	ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || echo "*** MISSING: postgresql; tests that need it are skipped"

lint: ## The linter that holds the import rules; installs itself
	go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0 run

bench-press: build ## 1,000 presses under 200 readings a second, publish to event: median and p99
	go test ./app -run '^$$' -bench BenchmarkPress -benchtime 1x -count 1

# The peer of the benchmark: only what it needs of Telegraf, built from its source.
TELEGRAF := github.com/influxdata/telegraf/cmd/telegraf@v1.37.2
.tools/telegraf:
	GOBIN=$(CURDIR)/.tools go install -tags custom,inputs.mqtt_consumer,outputs.influxdb_v2,parsers.json $(TELEGRAF)

bench-ingest: needs .tools/telegraf ## yian ingest and Telegraf store the same load in one run: CPU, throughput, memory, calls under load (15 min; the first time fetches and builds Telegraf)
	YIAN_BENCH=300000 go test ./app -run 'TestIngestAgainstTelegraf|TestNothingIsLostAtMosquittosDefaults' -count 1 -v -timeout 40m

bench-orders: needs ## The queue and asynq carry the same orders on one Redis; then the whole desk on PostgreSQL: CPU and orders a second (3 min)
	YIAN_BENCH=50000 go test ./dispatch/queue -run TestQueueAgainstAsynq -count 1 -v -timeout 10m
	YIAN_BENCH=10000 go test ./dispatch -run TestOrdersThroughTheBook -count 1 -v -timeout 10m

bench-screens: needs ## Every question of every screen as every role, at 10,000 homes, elders and open orders and 1,000 workers, on SQLite and PostgreSQL (5 min)
	YIAN_BENCH=10000 go test ./api -run TestScreensAtTheSizeOfACounty -count 1 -v -timeout 30m

soak: build ## Presses and readings while the process is killed ten times (the full test)
	YIAN_KILLS=10 go test ./app -run TestNothingAcknowledgedIsLost -count 1 -v -timeout 30m

soak-apart: needs ## A site apart: every process and server killed five times, each server away in full (the full test)
	YIAN_KILLS=5 YIAN_RATE=600 YIAN_PRESSES=330 go test ./app -run TestNothingIsLostApart -count 1 -v -timeout 60m
	YIAN_OUTAGE=10m go test ./app -run TestOutagesApart -count 1 -v -timeout 60m

proofs: needs ## A million malformed payloads, 10,000 devices that come back at once, a killed broker, duplicates and replays, readers that stop (the full test)
	YIAN_GARBAGE=1000000 YIAN_RUSH=10000 YIAN_STOPPED=6000 go test ./app -run 'TestGarbage|TestEverybodyComesBack|TestKilledBroker|TestDuplicatesAndReplays|TestReadersThatStop' -count 1 -v -timeout 90m

upgrade-test: needs ## A site apart under load, from the previous commit's binary to this one and back
	YIAN_UPGRADE=1 go test ./app -run TestUpgradeApart -count 1 -v -timeout 20m

generate: ## The OpenAPI document and the console's types
	go test ./api -run TestOpenAPI -update
	cd console && npm run generate

clean: ## Remove what was built
	rm -rf bin console/dist/* console/node_modules
