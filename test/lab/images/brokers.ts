/** Debian's mosquitto and influxd, at the paths and with the first steps of the images that a hardened stack names. */
import { imageArchive } from "./image.ts";
import { accounts, aShell, directory, installed, text } from "./layers.ts";

/** @see eclipse-mosquitto on Docker Hub: its entrypoint gives the directories to mosquitto, which leaves root by itself */
export async function mosquittoImage(...tags: readonly string[]): Promise<string> {
  const entrypoint = `#!/bin/sh
set -e
[ "$(id -u)" != 0 ] || chown -R mosquitto:mosquitto /mosquitto 2>/dev/null || true
exec "$@"
`;
  const files = [
    ...(await installed("mosquitto", "mosquitto", "/usr/sbin/mosquitto")),
    ...(await aShell()),
    ...accounts("mosquitto:1883"),
    ...["config", "data", "log"].map((name) => directory(`mosquitto/${name}`)),
    text("docker-entrypoint.sh", entrypoint, 0o755),
  ];
  return imageArchive({
    name: "mosquitto",
    tags,
    layers: [files],
    config: {
      Entrypoint: ["/docker-entrypoint.sh"],
      Cmd: ["/usr/sbin/mosquitto", "-c", "/mosquitto/config/mosquitto.conf"],
      Volumes: { "/mosquitto/data": {}, "/mosquitto/log": {} },
    },
  });
}

/**
 * As far as a hardened stack relies on it: at the first start an administrator, the database and the files of
 * /docker-entrypoint-initdb.d on this host's loopback in clear text, then the real start.
 * @see influxdb:1.8 on Docker Hub, init-influxdb.sh
 */
const initial = `#!/bin/sh
set -e
meta=\${INFLUXDB_META_DIR:-/var/lib/influxdb/meta}
if [ "$1" = influxd ] && [ ! -d "$meta" ] && [ "$INFLUXDB_HTTP_AUTH_ENABLED" = true ] && [ -n "$INFLUXDB_ADMIN_USER" ]; then
  password=\${INFLUXDB_ADMIN_PASSWORD:-$(tr -dc A-Za-z0-9 < /dev/urandom | head -c 32)}
  INFLUXDB_HTTP_BIND_ADDRESS=127.0.0.1:8086 INFLUXDB_HTTP_HTTPS_ENABLED=false "$@" &
  pid=$!
  ask() { # a file with statements, and a user who asks
    login=$(printf '%s' "$2" | base64 -w 0)
    { printf 'q='; sed -e 's/%/%25/g; s/&/%26/g; s/+/%2B/g; s/;/%3B/g; s/#/%23/g' "$1" | tr '\\n' ' '; } > /tmp/statements
    wget -q -O - --header "Authorization: Basic $login" --post-file /tmp/statements http://127.0.0.1:8086/query
  }
  echo "CREATE USER \\"$INFLUXDB_ADMIN_USER\\" WITH PASSWORD '$password' WITH ALL PRIVILEGES" > /tmp/first
  until ask /tmp/first ""; do echo "influxdb init process in progress..."; sleep 1; done
  rm -f /tmp/first
  if [ -n "$INFLUXDB_DB" ]; then
    echo "CREATE DATABASE $INFLUXDB_DB" > /tmp/database
    ask /tmp/database "$INFLUXDB_ADMIN_USER:$password"
  fi
  for file in /docker-entrypoint-initdb.d/*.iql; do
    [ ! -f "$file" ] || { echo "running $file"; ask "$file" "$INFLUXDB_ADMIN_USER:$password"; }
  done
  rm -f /tmp/statements /tmp/database
  kill -TERM $pid
  wait $pid || true
fi
exec "$@"
`;

/** Where influxd looks by itself. */
const directories = `[meta]
  dir = "/var/lib/influxdb/meta"
[data]
  dir = "/var/lib/influxdb/data"
  wal-dir = "/var/lib/influxdb/wal"
`;

export async function influxdbImage(...tags: readonly string[]): Promise<string> {
  const files = [
    ...(await installed("influxd", "influxdb", "/usr/bin/influxd")),
    ...(await aShell()),
    ...accounts("influxdb:999"),
    directory("docker-entrypoint-initdb.d"),
    directory("var/lib/influxdb", 0o777),
    text("etc/influxdb/influxdb.conf", directories),
    text("entrypoint.sh", initial, 0o755),
  ];
  return imageArchive({
    name: "influxdb",
    tags,
    layers: [files],
    config: {
      Entrypoint: ["/entrypoint.sh"],
      Cmd: ["influxd"],
      Env: ["INFLUXDB_REPORTING_DISABLED=true"],
      Volumes: { "/var/lib/influxdb": {} },
    },
  });
}
