/**
 * One image under all names that EdgeX's compose file has, since no registry can be reached. What plays which part is said by a second
 * compose file, made of the first (override.ts). It keeps to EdgeX's order: the bootstrapper fills a volume with the scripts that everybody
 * starts by, the setup service writes tokens, and everybody waits for its token and for the services that it needs.
 */
import { imageArchive } from "../images/image.ts";
import { accounts, aShell, text } from "../images/layers.ts";

/**
 * ISSUES: directories that get a token. FILLS: scripts of the volume. AWAITS: its own file. CALLS and LISTENS: `host:port` and ports. Whoever
 * is called answers with its host name. A device service ends while its token is empty, as EdgeX's does; others wait for the file.
 */
const program = `#!/bin/sh
cd /
for name in $FILLS; do
  printf '#!/bin/sh\\nexec /stand-in.sh "$0" "$@"\\n' > /edgex-init/$name.new
  chmod 755 /edgex-init/$name.new
  mv /edgex-init/$name.new /edgex-init/$name
done
for name in $ISSUES; do
  token=hvs.$(head -c 32 /dev/urandom | sha256sum | head -c 40)
  mkdir -p /tmp/edgex/secrets/$name
  file=/tmp/edgex/secrets/$name/secrets-token.json
  [ -s $file ] || printf '{"auth":{"client_token":"%s","accessor":"","policies":["edgex-service-%s"],"metadata":{"username":"%s"},"lease_duration":3600,"renewable":true,"entity_id":""}}' $token $name $name > $file
  chown -R 2002:2001 /tmp/edgex/secrets/$name
  chmod 600 $file
done
[ -z "$ISSUES" ] || echo "issued tokens"
if [ -n "$AWAITS" ]; then
  until [ -r "$AWAITS" ]; do sleep 2; done
  grep -q client_token "$AWAITS" || { echo "no token yet"; exit 1; }
fi
for at in $CALLS; do
  # The first look-ups on a new overlay may find nothing.
  until [ "$(nc -w 10 \${at%:*} \${at#*:} < /dev/null 2> /dev/null)" = \${at%:*} ]; do sleep 2; done
done
echo "serves, having called $CALLS"
[ -n "$LISTENS" ] || exit 0
for port in $LISTENS; do nc -ll -p $port -e /bin/hostname & done
# Told to end, it ends at once, as what was written to be one process would not.
trap 'exit 0' TERM
wait
`;

/** @returns the path of an archive for `docker load` */
export async function standIn(tags: readonly string[]): Promise<string> {
  const files = [
    ...(await aShell()),
    ...accounts("kong:100", "nogroup:65533", "kuiper:1001"),
    { path: "bin/sha256sum", link: "busybox" },
    { path: "bin/find", link: "busybox" },
    text("stand-in.sh", program, 0o755),
  ];
  return imageArchive({ name: "edgex", tags, layers: [files], config: { Entrypoint: ["/stand-in.sh"] } });
}
