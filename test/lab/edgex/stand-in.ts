/**
 * One image under all names that EdgeX's compose file has, since no registry can be reached. What plays which part is said by a second
 * compose file, made of the first (override.ts). It keeps to EdgeX's order: the bootstrapper fills a volume with the scripts that everybody
 * starts by, the setup service writes tokens, and everybody waits for its token and for the services that it needs.
 */
import { imageArchive } from "../images/image.ts";
import { accounts, aShell, text } from "../images/layers.ts";
import { firstTokens, store, tokenAnew } from "./store.ts";

/**
 * ISSUES: directories that get a token of the store at STORE, for LEASE seconds. FILLS: scripts of the volume. AWAITS: its own file. CALLS and
 * LISTENS: `host:port` and ports. Whoever is called and told nothing answers with its host name; on 8200 is the store, on 59843 the setup
 * service (store.ts). A device service ends while its token is empty, as EdgeX's does; others wait for the file.
 */
const program = `#!/bin/sh
cd /
for name in $FILLS; do
  printf '#!/bin/sh\\nexec /stand-in.sh "$0" "$@"\\n' > /edgex-init/$name.new
  chmod 755 /edgex-init/$name.new
  mv /edgex-init/$name.new /edgex-init/$name
done
[ -z "$ISSUES" ] || /first-tokens.sh
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
for port in $LISTENS; do
  case $port in
    8200) nc -ll -p $port -e /store.sh & ;;
    59843) nc -ll -p $port -e /token-anew.sh & ;;
    *) nc -ll -p $port -e /bin/hostname & ;;
  esac
done
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
    text("store.sh", store, 0o755),
    text("first-tokens.sh", firstTokens, 0o755),
    text("token-anew.sh", tokenAnew, 0o755),
  ];
  return imageArchive({ name: "edgex", tags, layers: [files], config: { Entrypoint: ["/stand-in.sh"] } });
}
