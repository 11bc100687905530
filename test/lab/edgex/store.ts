/**
 * What stands in for the secret store of EdgeX's stack and for the part of its setup service that makes tokens, as shell scripts for busybox.
 * The store keeps to the token part of Vault's documented API, as far as it is asked here: create (with an `id`, which a root token may),
 * lookup-self, renew-self, revoke-self, and 403 for what it does not know. Making one token anew on demand is EdgeX 4's; the compose file of the
 * test is EdgeX 2's, whose setup service makes them for all services at once.
 */

/** What every answer begins with: the request's `method`, `path`, `token` and `body`. */
const request = `
CR=$(printf '\\r')
method=; token=; length=0
read -r method path version
# Who only wants to know whether somebody listens sends nothing.
[ -n "$method" ] || exec hostname
while read -r line; do
  line=\${line%"$CR"}
  [ -z "$line" ] && break
  case "$line" in
    [Xx]-[Vv]ault-[Tt]oken:*) token=\${line#*: } ;;
    [Cc]ontent-[Ll]ength:*) length=\${line#*: } ;;
  esac
done
body=$(head -c "$length")
say() { printf 'HTTP/1.1 %s\\r\\nContent-Type: application/json\\r\\nContent-Length: %s\\r\\nConnection: close\\r\\n\\r\\n%s' "$1" "\${#2}" "$2"; }
`;

/** One process for each connection. Below /vault/file: tokens/TOKEN has its end; renewed, revoked and refused have a line for each. */
export const store = `#!/bin/sh
${request}
now=$(date +%s)
mkdir -p /vault/file/tokens
file=/vault/file/tokens/$token
case "$token $method $path" in
  "root POST /v1/auth/token/create")
    made=$(echo "$body" | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')
    ttl=$(echo "$body" | sed 's/.*"ttl":"\\([0-9]*\\)s".*/\\1/')
    echo "$((now + ttl)) $ttl" > "/vault/file/tokens/$made"
    say "200 OK" '{"auth":{}}'
    exit ;;
esac
ends=0; lease=0
[ -n "$token" ] && [ -f "$file" ] && read -r ends lease < "$file"
if [ "$ends" -le "$now" ]; then
  echo "$token" >> /vault/file/refused
  say "403 Forbidden" '{"errors":["permission denied"]}'
  exit
fi
case "$path" in
  */lookup-self) say "200 OK" "{\\"data\\":{\\"ttl\\":$((ends - now)),\\"renewable\\":true,\\"expire_time\\":\\"later\\"}}" ;;
  */renew-self)
    echo "$((now + lease)) $lease" > "$file"
    echo "$token" >> /vault/file/renewed
    say "200 OK" "{\\"auth\\":{\\"lease_duration\\":$lease,\\"renewable\\":true}}" ;;
  */revoke-self)
    rm "$file"
    echo "$token" >> /vault/file/revoked
    say "204 No Content" "" ;;
esac
`;

/** For whoever makes tokens: the store knows each before its file has it. \`STORE\` is the store's \`host port\`, \`LEASE\` in seconds. */
const issue = `
issue() {
  token=hvs.$(head -c 32 /dev/urandom | sha256sum | head -c 40)
  wish="{\\"id\\":\\"$token\\",\\"ttl\\":\\"\${LEASE}s\\"}"
  until printf 'POST /v1/auth/token/create HTTP/1.1\\r\\nX-Vault-Token: root\\r\\nContent-Length: %s\\r\\n\\r\\n%s' "\${#wish}" "$wish" | nc -w 10 $STORE | grep -q 200; do sleep 1; done
  file=/tmp/edgex/secrets/$1/secrets-token.json
  mkdir -p /tmp/edgex/secrets/$1
  printf '{"auth":{"client_token":"%s","accessor":"","policies":["edgex-service-%s"],"metadata":{"username":"%s"},"lease_duration":%s,"renewable":true,"entity_id":"entity-%s"}}' $token $1 $1 $LEASE $1 > $file
  chown -R 2002:2001 /tmp/edgex/secrets/$1
  chmod 600 $file
}
`;

export const firstTokens = `#!/bin/sh
${issue}
for name in $ISSUES; do [ -s /tmp/edgex/secrets/$name/secrets-token.json ] || issue $name; done
echo "issued tokens"
`;

/** PUT /api/v3/token/entityId/{entityId} */
export const tokenAnew = `#!/bin/sh
${request}${issue}
issue "\${path##*/entity-}"
say "200 OK" '{"apiVersion":"v3","statusCode":200}'
`;
