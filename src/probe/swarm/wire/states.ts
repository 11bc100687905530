/** What a node's kernel says of its own ESP. Pure. */

/** One security association. Its keys are never read: `nokeys`. */
interface EspState {
  readonly from: string;
  readonly to: string;
  readonly spi: number;
  readonly packets: number;
}

/**
 * Tells the states again and again, in lines that are ours. An `ip` that does not know `nokeys` tells nothing, rather than keys.
 * @see ip-xfrm(8)
 */
export const tellStates = `
ip=/usr/sbin/ip
[ -x $ip ] || { echo no-ip; while :; do sleep 60; done; }
while :; do
  $ip -s xfrm state list nokeys 2>/dev/null | awk '
    /^src /{from=$2; to=$4}
    / esp spi /{for (i=1; i<NF; i++) if ($i=="spi") spi=substr($(i+1), 1, 10)}
    /lifetime current:/{getline; split($2, n, "("); print "state", from, to, spi, n[1]}'
  echo told
  sleep 5
done`;

/** The latest whole reading and the first: undefined until there is one. */
export interface Readings {
  readonly first: readonly EspState[];
  readonly last: readonly EspState[];
}

export function readStates(lines: readonly string[]): Readings | undefined {
  const readings: (readonly EspState[])[] = [];
  let open: EspState[] = [];
  for (const line of lines) {
    const [, from, to, spi, packets] = /^state (\S+) (\S+) (0x[0-9a-f]{1,8}) (\d+)$/.exec(line) ?? [];
    if (from && to) open.push({ from, to, spi: Number(spi), packets: Number(packets) });
    if (line !== "told") continue;
    readings.push(open);
    open = [];
  }
  const [first, last] = [readings[0], readings.at(-1)];
  return first && last && { first, last };
}
