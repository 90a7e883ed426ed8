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
[ "$(id -u)" != 0 ] || chown mosquitto: "$passwords"
exec "$@"
