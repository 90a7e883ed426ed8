#!/bin/sh
# Copies the record (PostgreSQL), the broker's store and the alert rules into
# $BACKUP_DIR/record-<UTC>, while everything runs.
#
#   record.sh          now, and then every BACKUP_EVERY seconds
#   record.sh once     now
#
# The broker first: a call that is acknowledged between the two copies is then in at
# least one of them, and being in both is harmless, since calls are told apart by id.
set -eu
to=${BACKUP_DIR:-/backup}
broker=${BROKER_DIR:-/mosquitto}
rules=${RULES_DIR:-/rules}
keep=${KEEP_DAYS:-14}
[ -z "${PGPASSWORD_FILE:-}" ] || { PGPASSWORD=$(cat "$PGPASSWORD_FILE"); export PGPASSWORD; }
umask 077

copy() {
  stamp=$(date -u +%Y%m%dT%H%M%SZ)
  part=$to/.record-$stamp
  rm -rf "$to"/.record-*
  mkdir "$part"
  for file in mosquitto.db passwords; do
    [ ! -f "$broker/$file" ] || cp "$broker/$file" "$part/$file"
  done
  [ ! -d "$rules" ] || tar -C "$rules" -czf "$part/rules.tgz" .
  pg_dump --format=custom --no-owner --file "$part/yian.dump"
  (cd "$part" && sha256sum -- * >SHA256SUMS)
  sync
  mv "$part" "$to/record-$stamp"
  find "$to" -maxdepth 1 -name 'record-*' -mtime +"$keep" -exec rm -rf {} +
  echo "record-$stamp $(du -sk "$to/record-$stamp" | cut -f1) KiB"
}

if [ "${1:-}" = once ]; then copy; exit; fi
while :; do
  # In a shell of its own: a failure ends the copy, not the loop.
  if sh "$0" once; then sleep "${BACKUP_EVERY:-86400}"; else
    echo "the copy failed; the next try is in ten minutes" >&2
    sleep 600
  fi
done
