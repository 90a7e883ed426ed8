#!/bin/sh
# Puts a copy that readings.sh made back in the place of the bucket. The organisation
# and the token stay those of this server.
#
#   restore-readings.sh readings-20260131T031500Z
set -eu
from=${BACKUP_DIR:-/backup}/${1:?name the copy}
INFLUX_TOKEN=$(cat "${INFLUX_TOKEN_FILE:-/run/secrets/influx_token}")
export INFLUX_TOKEN

(cd "$from" && sha256sum -c --quiet SHA256SUMS)
if influx bucket list --name "$INFLUX_BUCKET" --org "$INFLUX_ORG" >/dev/null 2>&1; then
  influx bucket delete --name "$INFLUX_BUCKET" --org "$INFLUX_ORG"
fi
influx restore "$from" --bucket "$INFLUX_BUCKET" --org "$INFLUX_ORG"
echo "$1 is back"
