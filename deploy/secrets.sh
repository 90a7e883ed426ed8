#!/bin/sh
# Makes the secrets of docker-compose.yml: random ones, each in a file of its own.
# What is there already stays. Run it before the first start, and after an upgrade, which
# may bring new ones:
#
#   deploy/secrets.sh                  into deploy/secrets
#   deploy/secrets.sh DIR NAME         into DIR; NAME is what devices and browsers call this server
#
# The folder is closed to everybody else on the host; the files in it are readable,
# because each container reads its own as a user of its own.
set -eu
dir=${1:-$(dirname "$0")/secrets}
name=${2:-$(hostname)}
umask 022
mkdir -p "$dir/tls"
chmod 700 "$dir"

random() { od -An -N20 -tx1 /dev/urandom | tr -d ' \n'; }
# keep FILE TEXT writes TEXT unless FILE is there.
keep() { [ -s "$dir/$1" ] || printf '%s\n' "$2" >"$dir/$1"; }
value() { cat "$dir/$1"; }

keep postgres_admin_password.txt "$(random)"
keep postgres_password.txt "$(random)"
keep database_url.txt "postgres://yian:$(value postgres_password.txt)@postgres:5432/yian?sslmode=disable"
keep redis_password.txt "$(random)"
keep redis_auth.txt "requirepass $(value redis_password.txt)"
keep redis_url.txt "redis://:$(value redis_password.txt)@redis:6379/0"
keep influx_admin_password.txt "$(random)"
keep influx_token.txt "$(random)$(random)"
keep mqtt_password.txt "$(random)"
keep admin_password.txt "$(random)"
keep webhook_secret.txt "$(random)"
keep grafana_admin_password.txt "$(random)"

# What others give out: write each into its file. An empty one leaves its channel out.
for given in sms_url sms_secret voice_url voice_secret wecom_url dingtalk_url dingtalk_secret mail_password; do
  [ -e "$dir/$given.txt" ] || : >"$dir/$given.txt"
done

# A certificate signed by nobody, so that TLS works from the first minute. Put the
# county's own in its place: server.crt with the chain, server.key.
if [ ! -s "$dir/tls/server.crt" ]; then
  openssl req -x509 -newkey rsa:2048 -sha256 -nodes -days 825 -subj "/CN=$name" \
    -addext "subjectAltName=DNS:$name,DNS:localhost,DNS:mosquitto,IP:127.0.0.1" \
    -keyout "$dir/tls/server.key" -out "$dir/tls/server.crt" 2>/dev/null
  chmod 644 "$dir/tls/server.key"
fi
echo "the secrets are in $dir; admin's first password is in admin_password.txt"
