/** What the command line says of nodes. */
import { Fault } from "../../model/fault.ts";

/** @returns as it is written, in the form that has no other spelling @throws Fault "bad-command-line" */
export function ipAddress(option: string, text: string): string {
  const parts = text.split(".");
  if (parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return text;
  const what = `${option} ${text.slice(0, 40)} is no IPv4 address`;
  throw new Fault("bad-command-line", what, `For example ${option} 192.168.1.10; \`ip -4 address\` shows a host's.`);
}

const leastPort = 1024;
/** What the swarm uses itself. @see Docker Engine API, SwarmInit: DataPathPort, 1024 to 49151 */
const taken = [2377, 7946];
const mostPort = 49_151;

/** @throws Fault "bad-command-line" */
export function dataPathPort(text: string): number {
  const port = Number(text);
  if (/^\d{4,5}$/.test(text) && port >= leastPort && port <= mostPort && !taken.includes(port)) return port;
  const what = `--data-path-port ${text.slice(0, 40)} is no number from ${leastPort} to ${mostPort}, or one that the swarm uses`;
  throw new Fault("bad-command-line", what, "For example --data-path-port 4789.");
}

/** @throws Fault "bad-command-line" */
export function zoneName(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/.test(text)) return text;
  const what = `--zone ${JSON.stringify(text.slice(0, 40))} is no name of a zone`;
  throw new Fault("bad-command-line", what, "Take letters, digits, - _ and . only, for example --zone device.");
}

/** @param texts `key=value` @throws Fault "bad-command-line" */
export function nodeLabels(texts: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    texts.map((text) => {
      const [, key, value] = /^([A-Za-z0-9][A-Za-z0-9_./-]{0,127})=([^\p{Cc}]{0,255})$/u.exec(text) ?? [];
      if (key !== undefined && value !== undefined) return [key, value];
      const what = `--label ${JSON.stringify(text.slice(0, 80))} is no key=value`;
      throw new Fault("bad-command-line", what, "For example --label rack=2.");
    }),
  );
}
