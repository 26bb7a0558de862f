#!/bin/bash
# Starts MariaDB the way the official mysql image starts MySQL: an empty data folder is set up once, by the variables
# MYSQL_ROOT_PASSWORD, MYSQL_DATABASE, MYSQL_USER, MYSQL_PASSWORD (each also as NAME_FILE) and the files in
# /docker-entrypoint-initdb.d. While that goes on, nothing listens on TCP.
set -euo pipefail

data=/var/lib/mysql
socket=/run/mysqld/mysqld.sock

given() {
  local file="$1_FILE"
  if [ -n "${!file:-}" ]; then cat "${!file}"; else printf '%s' "${!1:-}"; fi
}

quoted() { printf "%s" "$1" | sed "s/\\\\/\\\\\\\\/g; s/'/''/g"; }

if [ "${1:-mysqld}" != mysqld ]; then exec "$@"; fi
shift || true
as_mysql=(--user=mysql --datadir="$data" --socket="$socket" --pid-file=/run/mysqld/mysqld.pid)
chown mysql:mysql "$data" /run/mysqld

if [ ! -d "$data/mysql" ]; then
  root=$(given MYSQL_ROOT_PASSWORD)
  if [ -z "$root${MYSQL_ALLOW_EMPTY_PASSWORD:-}${MYSQL_RANDOM_ROOT_PASSWORD:-}" ]; then
    echo "[ERROR] Database is uninitialized and password option is not specified" >&2
    echo "    You need to specify one of MYSQL_ROOT_PASSWORD, MYSQL_ALLOW_EMPTY_PASSWORD and MYSQL_RANDOM_ROOT_PASSWORD" >&2
    exit 1
  fi
  if [ -n "${MYSQL_RANDOM_ROOT_PASSWORD:-}" ]; then
    root=$(head -c 24 /dev/urandom | base64 | tr -d '\n')
    echo "GENERATED ROOT PASSWORD: $root"
  fi
  mariadb-install-db --user=mysql --datadir="$data" --skip-test-db --auth-root-authentication-method=normal >/dev/null
  mariadbd "${as_mysql[@]}" --skip-networking --skip-log-error &
  server=$!
  for _ in $(seq 300); do
    mariadb-admin --socket="$socket" -uroot ping >/dev/null 2>&1 && break
    kill -0 "$server" 2>/dev/null || { echo "the database did not start" >&2; exit 1; }
    sleep 0.1
  done
  sql() { mariadb --socket="$socket" -uroot --default-character-set=utf8mb4 "$@"; }
  database=$(given MYSQL_DATABASE)
  user=$(given MYSQL_USER)
  password=$(quoted "$(given MYSQL_PASSWORD)")
  [ -z "$database" ] || sql -e "CREATE DATABASE IF NOT EXISTS \`$database\` CHARACTER SET utf8mb4"
  if [ -n "$user" ]; then
    sql -e "CREATE USER '$user'@'%' IDENTIFIED BY '$password'"
    [ -z "$database" ] || sql -e "GRANT ALL ON \`$database\`.* TO '$user'@'%'"
  fi
  for file in /docker-entrypoint-initdb.d/*; do
    case "$file" in
      *.sh) echo "running $file"; if [ -x "$file" ]; then "$file"; else . "$file"; fi ;;
      *.sql) echo "running $file"; sql ${database:+"$database"} <"$file" ;;
    esac
  done
  root=$(quoted "$root")
  sql -e "CREATE USER 'root'@'%' IDENTIFIED BY '$root'; GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION;
          ALTER USER 'root'@'localhost' IDENTIFIED BY '$root'"
  kill "$server"
  wait "$server" || true
  echo "the database is set up"
fi

exec mariadbd "${as_mysql[@]}" --skip-log-error --bind-address=0.0.0.0 --character-set-server=utf8mb4 "$@"
