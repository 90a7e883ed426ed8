#!/bin/sh
# Puts back what `yian backup` took along of the broker, and moves the rules that are
# there aside, since `yian restore` puts its own into an empty folder only. No broker
# and nothing of Yian may run meanwhile.
#
#   restore-broker.sh 20260131T031500Z
set -eu
from=${BACKUP_DIR:-/backup}/${1:?name the backup}
broker=${BROKER_DIR:-/mosquitto}
rules=${RULES_DIR:-/rules}
before=.before-$(date -u +%Y%m%dT%H%M%SZ)

[ -f "$from/manifest.json" ] || { echo "$from is no complete backup" >&2; exit 1; }
for file in mosquitto.db passwords dynamic-security.json; do
  [ -f "$from/also/$file" ] || continue
  [ ! -f "$broker/$file" ] || mv "$broker/$file" "$broker/$file$before"
  cp "$from/also/$file" "$broker/$file"
  [ -z "${BROKER_OWNER:-}" ] || chown "$BROKER_OWNER" "$broker/$file"
done
if [ -n "$(ls "$rules")" ]; then
  mkdir "$rules/$before"
  mv "$rules"/* "$rules/$before/"
fi
echo "the broker's store of $1 is back; what was there is called $before"
