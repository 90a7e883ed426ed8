#!/bin/sh
# Starts Mosquitto in its container. The account of the platform is written anew at
# each start, so that its secret can be changed; the accounts of devices stay.
set -eu
passwords=${PASSWORDS:-/mosquitto/data/passwords}
umask 077
touch "$passwords"
new=$(mktemp)
{ grep -v '^yian\.platform:' "$passwords" || true; } >"$new"
account=$(mktemp)
printf 'yian.platform:%s\n' "$(cat "${MQTT_PASSWORD_FILE:-/run/secrets/mqtt_password}")" >"$account"
mosquitto_passwd -U "$account"
cat "$account" >>"$new"
cat "$new" >"$passwords"
rm -f "$new" "$account"
# The plugin's accounts are Yian's to enter. It grants nothing by itself: rights are in
# the file acl. Without this it would let everybody hear everything.
accounts=${ACCOUNTS:-/mosquitto/data/dynamic-security.json}
[ -s "$accounts" ] || cat >"$accounts" <<'JSON'
{"defaultACLAccess": {"publishClientSend": false, "publishClientReceive": false, "subscribe": false, "unsubscribe": false},
 "clients": [], "groups": [], "roles": []}
JSON
[ "$(id -u)" != 0 ] || chown mosquitto: "$passwords" "$accounts"
exec "$@"
