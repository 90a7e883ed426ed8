#!/bin/sh
# For brokers without the plugin (YIAN_MQTT_ACCESS=none); with it Yian does this itself.
# Lets devices in: reads lines of "device secret", as the console shows them once, and
# enters them into Mosquitto's password file. The secret is never an argument, where
# others on the host could read it. With -d it reads lines of "device" and shuts them
# out.
#
#   docker compose exec -T mosquitto credential.sh <<<'my-button 3f…'
#   credential.sh -d                      on a host, with PASSWORDS=/etc/mosquitto/passwords
set -eu
passwords=${PASSWORDS:-/mosquitto/data/passwords}
drop=; [ "${1:-}" != -d ] || drop=1
umask 077
new=$(mktemp) account=$(mktemp)
trap 'rm -f "$new" "$account"' EXIT
while read -r device secret; do
  case $device in
    '') continue ;;
    *[!A-Za-z0-9_-]*) echo "not a device id: $device" >&2; exit 1 ;;
  esac
  { grep -v "^$device:" "$passwords" || true; } >"$new"
  if [ -z "$drop" ]; then
    [ -n "$secret" ] || { echo "no secret for $device" >&2; exit 1; }
    printf '%s:%s\n' "$device" "$secret" >"$account"
    mosquitto_passwd -U "$account"
    cat "$account" >>"$new"
  fi
  cat "$new" >"$passwords"
done
# Mosquitto reads its accounts again; connections and sessions stay.
[ -n "${NO_SIGNAL:-}" ] || kill -HUP "$(pidof mosquitto)"
