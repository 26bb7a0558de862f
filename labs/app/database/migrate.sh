#!/bin/bash
# Runs the files of /init, in the order of their names, on the database that DB_HOST, DB_USER, DB_PASSWORD and DB_NAME name.
# Each file may be run again without harm, so this job may be, too.
set -euo pipefail

: "${DB_HOST:?is not set}" "${DB_USER:?is not set}" "${DB_PASSWORD:?is not set}"
export MYSQL_PWD="$DB_PASSWORD" # not an argument: those are visible to everybody who may list processes

sql() { mysql --host="$DB_HOST" --port="${DB_PORT:-3306}" --user="$DB_USER" --connect-timeout=3 "${DB_NAME:-wanderly}" "$@"; }

tries=0
until sql --execute='SELECT 1' >/dev/null; do
  tries=$((tries + 1))
  [ "$tries" -lt 30 ] || { echo "the database at $DB_HOST does not answer" >&2; exit 1; }
  sleep 2
done

files=(/init/*.sql)
echo "applying ${#files[@]} migrations"
for file in "${files[@]}"; do
  basename "$file"
  sql <"$file"
done
echo "done"
