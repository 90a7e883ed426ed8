#!/bin/sh
# Restores docker-compose.yml's site from its volume of backups: everything of Yian
# stops, the copies are put back, the chain of the journal is verified, everything
# starts. Run it on the host, where docker-compose.yml is.
#
#   deploy/backup/restore.sh                                    lists the copies
#   deploy/backup/restore.sh record-20260131T031000Z [readings-20260131T031500Z]
set -eu
cd "$(dirname "$0")/../.."
if [ $# = 0 ]; then
  exec docker compose run --rm --no-deps --entrypoint ls backup-record -1 /backup
fi
docker compose stop proxy dispatch-1 dispatch-2 ingest-1 ingest-2 mosquitto backup-record backup-readings
docker compose up --detach --wait postgres influxdb
docker compose run --rm --no-deps restore-record "$1"
if [ $# -gt 1 ]; then
  docker compose run --rm --no-deps restore-readings "$2"
fi
docker compose run --rm --no-deps dispatch-1 journal --check
docker compose up --detach --wait
