#!/bin/sh
# Puts a copy that record.sh made back: the whole record, the broker's store, the rules.
# What is there now is replaced. Nothing of Yian and no broker may run meanwhile.
#
#   restore-record.sh record-20260131T031000Z
set -eu
from=${BACKUP_DIR:-/backup}/${1:?name the copy}
broker=${BROKER_DIR:-/mosquitto}
rules=${RULES_DIR:-/rules}
[ -z "${PGPASSWORD_FILE:-}" ] || { PGPASSWORD=$(cat "$PGPASSWORD_FILE"); export PGPASSWORD; }
export PGOPTIONS='--client-min-messages=warning'

(cd "$from" && sha256sum -c --quiet SHA256SUMS)
pg_restore --list "$from/yian.dump" >/dev/null
# All of it goes, also what a newer version added: the copy brings its own schema.
psql --quiet -v ON_ERROR_STOP=1 -c 'DROP SCHEMA public CASCADE' -c 'CREATE SCHEMA public'
pg_restore --dbname "$PGDATABASE" --clean --if-exists --no-owner --single-transaction --exit-on-error "$from/yian.dump"
for file in mosquitto.db passwords; do
  [ ! -f "$from/$file" ] || { cp "$from/$file" "$broker/$file"; [ -z "${BROKER_OWNER:-}" ] || chown "$BROKER_OWNER" "$broker/$file"; }
done
if [ -f "$from/rules.tgz" ]; then
  find "$rules" -mindepth 1 -delete
  tar -C "$rules" -xzf "$from/rules.tgz"
fi
echo "$1 is back; verify it with: yian journal --check"
