/** Looks at a host from a container in its network. Scripts are for busybox; what they print is read here and nowhere else. */
import type { Door, HostFacts, HostLook, Knocked } from "../../model/node-host.ts";
import type { Docker } from "../docker/docker.ts";
import { arrivalsOf, arrivalsScript, espScript, strewScript } from "./datagrams.ts";
import { openThrowAway, type ThrowAway } from "./throw-away.ts";

/** $1: modules, as an expression; $2: the manager's address. */
const lookScript = `
release=$(uname -r)
echo "kernel $release"
cut -d' ' -f1 /proc/modules | sed 's/^/module /'
if [ -r "/lib/modules/$release/modules.dep" ]; then
  echo "modules known"
  cat "/lib/modules/$release/modules.dep" "/lib/modules/$release/modules.builtin" 2>/dev/null |
    sed 's/:.*//;s!.*/!!;s/[.]ko.*//;s/^/module /' | grep -E " ($1)$"
fi
ip -o -4 addr show | while read -r n device family address rest; do
  echo "address $device \${address%/*} $(cat /sys/class/net/$device/mtu 2>/dev/null)"
done
[ -z "$2" ] || ip route get "$2" 2>/dev/null | sed -n 's/.* src \\([0-9.]*\\).*/source \\1/p'
df -Pk / | awk 'NR == 2 { print "free " $4 }'
for family in tcp tcp6; do awk '$4 == "0A" { print "held tcp " $2 }' /proc/net/$family 2>/dev/null; done
for family in udp udp6; do awk 'NR > 1 { print "held udp " $2 }' /proc/net/$family 2>/dev/null; done
true
`;

/** $1: address; the rest: TCP doors, all at once. No input, and a firewall that drops what comes: nc waits. */
const knockScript = `
ip=$1; shift
for door in "$@"; do (
  echo | timeout 8 nc -w 5 "$ip" "\${door#*/}" > /dev/null 2>&1 && echo "$door open" || echo "$door refused"
) & done
wait
`;
/** $@: TCP ports. Ready once the kernel says that all of them are listened at. */
const listenScript = `
for port in "$@"; do (timeout 120 nc -l -p "$port" < /dev/null | { read -r any; echo "heard $port"; }) & done
for port in "$@"; do
  until awk -v end=":$(printf %04X "$port")" '$4 == "0A" && index($2, end) { n++ } END { exit !n }' /proc/net/tcp /proc/net/tcp6; do
    sleep 0.2
  done
done
echo ready
wait
`;
/** @param modules that `facts` should look for @param sendsEsp it may, which needs a right */
export async function openHostLook(
  docker: Docker,
  image: string,
  modules: readonly string[],
  sendsEsp: boolean,
  signal: AbortSignal,
): Promise<HostLook> {
  const rights = sendsEsp ? (["NET_ADMIN"] as const) : [];
  const wish = { image, what: "preflight", directories: ["/lib/modules"], rights };
  const inside = await openThrowAway(docker, wish, signal);
  return {
    async facts(towards, doors, until) {
      const out = await inside.run(lookScript, [modules.join("|"), towards ?? ""], until);
      return readFacts(out, modules, doors);
    },
    listen: (ports, until) => listen(inside, ports, until),
    arrivals: async (until) => arrivalsOf(await inside.run(arrivalsScript, [], until)),
    esp: async (ip, until) => Number((await inside.run(espScript, [ip], until)).trim()),
    strew: async (ip, port, until) => Number((await inside.run(strewScript, [ip, String(port)], until)).trim()),
    async knock(ip, doors, until) {
      const out = doors.length === 0 ? "" : await inside.run(knockScript, [ip, ...doors], until);
      const answer = (door: Door) => new RegExp(`^${door} (open|refused)$`, "m").exec(out)?.[1];
      return new Map(doors.map((door) => [door, (answer(door) ?? "refused") as Knocked]));
    },
    [Symbol.asyncDispose]: () => inside[Symbol.asyncDispose](),
  };
}

/** Milliseconds after a knock until what came in has come to us. */
const lateMs = 5000;

async function listen(inside: ThrowAway, ports: readonly number[], signal: AbortSignal) {
  const listening = inside.start(listenScript, ports.map(String));
  await listening.until(() => /^ready$/m.test(listening.said()), signal);
  const heard = (): readonly Door[] =>
    [...listening.said().matchAll(/^heard (\d+)$/gm)].map(([, port]): Door => `tcp/${Number(port)}`);
  return {
    async heard(most: number) {
      const late = AbortSignal.timeout(lateMs);
      await listening
        .until(() => heard().length >= most, AbortSignal.any([signal, late]))
        .catch((error) => {
          if (!late.aborted) throw error;
        });
      return heard();
    },
  };
}

/** Bridges and ends of containers: no other host is behind them. */
const dockers = /^(lo|docker\d*|docker_gwbridge|br-[0-9a-f]+|veth.*|virbr.*|cni.*|flannel.*)(@.*)?$/;

export function readFacts(text: string, modules: readonly string[], doors: readonly Door[]): HostFacts {
  const lines = text.split("\n").map((line) => line.trim().split(/\s+/));
  const of = (word: string) => lines.filter(([first]) => first === word).map((words) => words.slice(1));
  const there = new Set(of("module").map(([name = ""]) => name.replaceAll("-", "_")));
  const held = new Set(of("held").map(([by, end = ""]) => `${by}/${Number.parseInt(end.split(":").at(-1) ?? "", 16)}`));
  const source = of("source")[0]?.[0];
  return {
    kernel: of("kernel")[0]?.[0] ?? "",
    modules: modules.filter((name) => there.has(name)),
    modulesKnown: of("modules").length > 0,
    addresses: of("address").flatMap(([device = "", ip = "", mtu]) =>
      dockers.test(device) ? [] : [{ device, ip, mtu: Number(mtu ?? 0) }],
    ),
    ...(source !== undefined && { source }),
    freeBytes: Number(of("free")[0]?.[0] ?? 0) * 1024,
    held: doors.filter((door) => held.has(door)),
  };
}
