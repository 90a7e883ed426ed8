#!/bin/sh
# Restores docker-compose.yml's site from its volume of backups: everything of Yian
# stops, the record that is there is set aside under another name, the backup is put
# back, the chain of the journal is verified, everything starts. Nobody is rung again.
# Run it on the host, where docker-compose.yml is.
#
#   deploy/backup/restore.sh                      lists the backups
#   deploy/backup/restore.sh 20260131T031500Z
set -eu
cd "$(dirname "$0")/../.."
if [ $# = 0 ]; then
  exec docker compose run --rm --no-deps --entrypoint ls restore-broker -1 /backup
fi
docker compose run --rm --no-deps restore restore --check --from "/backup/$1"
docker compose stop proxy dispatch-1 dispatch-2 ingest-1 ingest-2 mosquitto backup
docker compose up --detach --wait postgres influxdb
before=yian_before_$(date -u +%Y%m%d%H%M%S)
docker compose exec -T postgres psql --quiet -v ON_ERROR_STOP=1 --username postgres --dbname postgres -v before="$before" <<'SQL'
ALTER DATABASE yian RENAME TO :"before";
CREATE DATABASE yian OWNER yian TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C';
REVOKE ALL ON DATABASE yian FROM PUBLIC;
SQL
docker compose run --rm --no-deps restore-broker "$1"
docker compose run --rm --no-deps restore restore --from "/backup/$1"
docker compose run --rm --no-deps dispatch-1 journal --check
docker compose up --detach --wait
echo "the record that was there is the database $before; drop it when it is of no use any more"
