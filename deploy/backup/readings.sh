#!/bin/sh
# Copies the readings (InfluxDB 2) into $BACKUP_DIR/readings-<UTC>, while it runs.
#
#   readings.sh          now, and then every BACKUP_EVERY seconds
#   readings.sh once     now
set -eu
to=${BACKUP_DIR:-/backup}
keep=${KEEP_DAYS:-14}
INFLUX_TOKEN=$(cat "${INFLUX_TOKEN_FILE:-/run/secrets/influx_token}")
export INFLUX_TOKEN
umask 077

copy() {
  stamp=$(date -u +%Y%m%dT%H%M%SZ)
  part=$to/.readings-$stamp
  rm -rf "$to"/.readings-*
  influx backup "$part" --bucket "$INFLUX_BUCKET" --org "$INFLUX_ORG"
  (cd "$part" && sha256sum -- * >SHA256SUMS)
  sync
  mv "$part" "$to/readings-$stamp"
  find "$to" -maxdepth 1 -name 'readings-*' -mtime +"$keep" -exec rm -rf {} +
  echo "readings-$stamp $(du -sk "$to/readings-$stamp" | cut -f1) KiB"
}

if [ "${1:-}" = once ]; then copy; exit; fi
while :; do
  # In a shell of its own: a failure ends the copy, not the loop.
  if sh "$0" once; then sleep "${BACKUP_EVERY:-86400}"; else
    echo "the copy failed; the next try is in ten minutes" >&2
    sleep 600
  fi
done
