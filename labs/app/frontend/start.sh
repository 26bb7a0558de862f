#!/bin/sh
# Decides, by the environment, what nginx does with /api, and then becomes nginx.
#   API_URL unset   nothing: a load balancer sends /api/* to the API itself (rule of priority 1, say), so it never comes here
#   API_URL set     nginx passes /api on, as in Compose (http://api:3000) or with ECS Service Connect
set -eu

url=${API_URL:-}
host=${url#*://}
host=${host%%[:/]*}
resolver=$(awk '$1 == "nameserver" { print index($2, ":") ? "[" $2 "]" : $2; exit }' /etc/resolv.conf)

if [ -z "$url" ]; then
  cat >/tmp/api.conf <<'END'
location /api/ {
  default_type application/json;
  return 502 '{"error": "nothing answers /api here: send /api/* to the API at the load balancer, or set API_URL"}';
}
END
else
  if [ -z "$resolver" ] || awk -v host="$host" '{ for (i = 2; i <= NF; i++) if ($i == host) found = 1 } END { exit !found }' /etc/hosts; then
    # The name stands in /etc/hosts (Service Connect writes it there): nginx looks it up once, now.
    pass="proxy_pass $url;"
  else
    # With a variable, nginx asks the name server again, so an API container with a new address is found within 5 seconds,
    # and nginx starts even while there is none.
    pass="resolver $resolver valid=5s ipv6=off; set \$api $url; proxy_pass \$api;"
  fi
  cat >/tmp/api.conf <<END
location /api/ {
  $pass
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_set_header Host \$host;
  proxy_set_header X-Forwarded-For \$proxy_add_x_forwarded_for;
  proxy_connect_timeout 3s;
}
END
fi

# exec: nginx takes this script's place as process 1 and gets the signals itself.
exec "$@"
