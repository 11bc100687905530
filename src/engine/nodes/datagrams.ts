/**
 * Packets that nobody answers, and what a kernel says of those that came. Linux counts a datagram when it is handed on behind the firewall,
 * an ESP packet that it has no key for in XfrmInNoStates, and one where nothing takes ESP at all in InUnknownProtos.
 * @see Linux, Documentation/networking/snmp_counter.rst and xfrm_proc.rst
 */
import type { Arrivals } from "../../model/node-host.ts";

export const arrivalsScript = `
awk '
  ($1 == "Ip:" || $1 == "Udp:") && $2 !~ /^[0-9]+$/ { for (i = 2; i <= NF; i++) name[$1 i] = $i; next }
  $1 == "Ip:" || $1 == "Udp:" { for (i = 2; i <= NF; i++) print $1 name[$1 i], $i }
' /proc/net/snmp
cat /proc/net/xfrm_stat 2> /dev/null
true
`;

/** Undefined ESP: what has esp4 loaded and counts nothing would look like a firewall. */
export function arrivalsOf(text: string): Arrivals {
  const counted = new Map(
    text.split("\n").map((line) => {
      const [name = "", value] = line.trim().split(/\s+/);
      return [name, Number(value)] as const;
    }),
  );
  const of = (name: string) => counted.get(name) ?? 0;
  const keyless = counted.get("XfrmInNoStates");
  return {
    datagrams: of("Udp:InDatagrams"),
    strays: of("Udp:NoPorts"),
    ...(keyless !== undefined && { esp: keyless + of("Ip:InUnknownProtos") }),
  };
}

/** Each tftp sends one at least, and a few more as long as it is not turned away. */
const burst = `
for each in 1 2 3 4 5 6 7 8 9 10 11 12; do
  tftp -g -r edgeward -l /dev/null "$ip" "$port" > /dev/null 2>&1 & all="$all $!"
done
sleep 1
kill $all 2> /dev/null
wait
`;
const sentScript = `awk '$1 == "Udp:" && $2 ~ /^[0-9]+$/ { print $5 }' /proc/net/snmp`;

/** $1: address; $2: port. Prints how many datagrams left. */
export const strewScript = `
ip=$1; port=$2
before=$(${sentScript})
${burst}
echo $(( $(${sentScript}) - before ))
`;

/**
 * $1: address. For as long as this takes, what this host sends to port 9 there (discard) goes as ESP, with a key that nobody has to keep, for
 * it hides nothing. Prints how many packets were made. If it is killed, the kernel forgets both after a minute. Not from a network of the
 * container's own: the host would translate addresses, take the other's ESP for an answer, and hand it to the container from then on.
 */
export const espScript = `
ip=$1; port=9; spi=$(( 0x60000000 + $(date +%s) % 100000 * 1000 + $$ % 1000 ))
own=$(ip route get "$ip" | sed -n 's/.* src \\([0-9.]*\\).*/\\1/p')
state="src $own dst $ip proto esp spi $spi"; policy="dir out src $own dst $ip proto 17 dport 9"
/usr/sbin/ip xfrm state add $state mode transport aead 'rfc4106(gcm(aes))' 0x0000000000000000000000000000000000000000 128 \\
  limit time-hard 60 || { echo 0; exit; }
if /usr/sbin/ip xfrm policy add $policy limit time-hard 60 tmpl src $own dst $ip proto esp mode transport; then
  ${burst}
  /usr/sbin/ip xfrm policy delete $policy
fi
/usr/sbin/ip -s xfrm state get $state | sed -n 's/.*, \\([0-9]*\\)(packets)$/\\1/p' | head -1
/usr/sbin/ip xfrm state delete $state
`;
