#!/bin/sh
# Runs once, on an empty data folder: Yian's own role, which is no superuser, and its
# database. Text is ordered by code point, as SQLite does it.
set -eu
psql -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname "${POSTGRES_DB:-postgres}" \
  -v secret="$(cat "${ROLE_PASSWORD_FILE:-/run/secrets/postgres_password}")" <<'SQL'
CREATE ROLE yian LOGIN PASSWORD :'secret';
CREATE DATABASE yian OWNER yian TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C';
REVOKE ALL ON DATABASE yian FROM PUBLIC;
SQL
