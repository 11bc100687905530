/**
 * Stand-ins for EdgeX's originals, of busybox alone, since no registry can be reached: a store that keeps to the documented API (leases,
 * renew-self, lookup-self, revoke-self, 403 afterwards), a setup service that writes `secrets-token.json` for each service and makes one
 * anew on demand as EdgeX 4's does, and a device service that ends as long as it finds no token.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const applets = "sh nc sleep cat sha256sum mkdir chown chmod date mv grep cut head ls rm true id";

const answer = `
CR=$(printf '\\r')
read -r method path version
token=
while read -r line; do
  line=\${line%"$CR"}
  [ -z "$line" ] && break
  case "$line" in [Xx]-[Vv]ault-[Tt]oken:*) token=\${line#*: };; esac
done
say() { printf 'HTTP/1.1 %s\\r\\nContent-Type: application/json\\r\\nContent-Length: %s\\r\\nConnection: close\\r\\n\\r\\n%s' "$1" "\${#2}" "$2"; }
`;

/** The store's: one process for each connection. */
const store = `#!/bin/sh
${answer}
now=$(date +%s)
file=/vault/tokens/$token
if [ -z "$token" ] || [ ! -f "$file" ] || [ "$(cat "$file")" -le "$now" ]; then
  say "403 Forbidden" '{"errors":["permission denied"]}'
  exit
fi
lease=$(cat /vault/lease)
case "$path" in
  */lookup-self) say "200 OK" "{\\"data\\":{\\"ttl\\":$(($(cat "$file") - now)),\\"renewable\\":true,\\"expire_time\\":\\"later\\"}}" ;;
  */renew-self)
    echo $((now + lease)) > "$file"
    echo "$token" >> /vault/renewed
    say "200 OK" "{\\"auth\\":{\\"lease_duration\\":$lease,\\"renewable\\":true}}" ;;
  */revoke-self)
    rm "$file"
    echo "$token" >> /vault/revoked
    say "204 No Content" "" ;;
esac
`;

const issue = `
lease=$(cat /vault/lease)
issue() {
  token=hvs.$(head -c 32 /dev/urandom | sha256sum | cut -c1-40)
  mkdir -p /vault/tokens /vault/of "/tmp/edgex/secrets/$1"
  echo "$token" > "/vault/of/$1"
  echo $(($(date +%s) + lease)) > "/vault/tokens/$token"
  file=/tmp/edgex/secrets/$1/secrets-token.json
  printf '{"request_id":"","lease_id":"","renewable":false,"lease_duration":0,"data":null,"auth":{"client_token":"%s","accessor":"","policies":["edgex-service-%s"],"metadata":{"username":"%s"},"lease_duration":%s,"renewable":true,"entity_id":"entity-%s"}}' "$token" "$1" "$1" "$lease" "$1" > "$file"
  chown 2002:2001 "$file"
  chmod 600 "$file"
}
`;

const setup = `#!/bin/sh
mkdir -p /vault
echo "$LEASE" > /vault/lease
${issue}
for service in core-data device-virtual device-rest; do issue $service; echo "issued $service"; done
exec nc -ll -p 59843 -e /regenerate.sh
`;

/** Of EdgeX 4's setup service: PUT /api/v3/token/entityId/{entityId}. */
const regenerate = `#!/bin/sh
${answer}${issue}
issue "\${path##*/entity-}"
say "200 OK" '{"apiVersion":"v3","statusCode":200}'
`;

/** Says what it runs with by a hash. */
const device = `#!/bin/sh
file=/tmp/edgex/secrets/$1/secrets-token.json
grep -q client_token "$file" || exit 1
echo "runs with $(sha256sum < "$file" | cut -c1-12) $(ls -ln "$file" | cut -c1-10) as $(id -u)"
exec sleep 100000
`;

/** @returns a tar to `docker import` */
export function standIns(directory: string): string {
  const root = join(directory, "root");
  mkdirSync(join(root, "bin"), { recursive: true });
  const busybox = ["/bin/busybox", "/usr/bin/busybox"].find((path) => existsSync(path)) ?? "";
  execFileSync("cp", [busybox, join(root, "bin/busybox")]);
  for (const applet of applets.split(" ")) symlinkSync("busybox", join(root, "bin", applet));
  const scripts = { "store.sh": store, "setup.sh": setup, "regenerate.sh": regenerate, "device.sh": device };
  for (const [name, text] of Object.entries(scripts)) {
    writeFileSync(join(root, name), text);
    chmodSync(join(root, name), 0o755);
  }
  const archive = join(directory, "stand-ins.tar");
  execFileSync("tar", ["-cf", archive, "--owner=0", "--group=0", "-C", root, "."], { stdio: "pipe" });
  return archive;
}
