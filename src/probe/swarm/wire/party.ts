/** Two tasks that tell each other something that nobody ever said before. */

/** Where parties listen, inside the network that is looked at. */
const partyPort = 47_357;

export interface Message {
  /** Name of the party's service: found by the swarm's own DNS. */
  readonly to: string;
  readonly canary: string;
}

/** Letters and digits, so that it goes through a shell as it is. */
export const canaryOf = (bytes: Uint8Array): string => `edgeward-canary-${Buffer.from(bytes).toString("hex")}`;

/**
 * Prints what it is told, and tells each of the others its message again and again: on a new overlay the first look-ups may find nothing.
 * What `nc -e` starts has the connection as stdin and stdout, and the container's stderr.
 */
export function partyScript(messages: readonly Message[]): string {
  const say = messages.map(({ to, canary }) => `  echo ${canary} | nc -w 3 ${to} ${partyPort} > /dev/null 2>&1`);
  return `
nc -ll -p ${partyPort} -e /bin/busybox sh -c 'head -c 200 >&2' &
while :; do
${say.join("\n")}
  sleep 1
done`;
}
