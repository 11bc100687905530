/** What was found of the ways between two hosts → findings. */
import type { Door, NodeFinding } from "../../model/node-host.ts";
import type { Passage } from "./judge-passage.ts";

export interface Passages {
  /** Over UDP. */
  readonly doors: readonly { readonly door: Door; readonly passage: Passage }[];
  /** `no control`: no datagram arrives there either, so it is not ESP that is kept out. */
  readonly esp: Passage | "not made" | "not counted" | "no control";
}

export interface Hosts {
  readonly from: string;
  readonly to: string;
  /** Address of the second. */
  readonly ip: string;
  /** The second has further addresses, and overlays may use one of those (`--data-path-addr`, which an engine does not tell): their door. */
  readonly perhapsElsewhere?: Door;
}

/** @param closed TCP doors that did not open */
export function sayPassages(closed: readonly Door[], { doors, esp }: Passages, hosts: Hosts): readonly NodeFinding[] {
  const of = (which: Passage) => doors.filter(({ passage }) => passage === which).map(({ door }) => door);
  const blocked = of("blocked").filter((door) => door !== hosts.perhapsElsewhere);
  const overlays = of("blocked").filter((door) => door === hosts.perhapsElsewhere);
  return [
    ...ofDoors([...closed, ...blocked], of("unclear"), hosts),
    ...overlays.map(elsewhere(hosts)),
    ofEsp(esp, hosts),
  ];
}

const elsewhere =
  ({ from, to, ip }: Hosts) =>
  (door: Door): NodeFinding => ({
    node: to,
    check: "ports",
    verdict: "notice",
    what: `${door} at ${ip} cannot be reached from ${from}; ${to} has further addresses, and overlays may use one of those`,
    remedy: `If they do not, let ${from} in there. ${proof}`,
  });

function ofDoors(closed: readonly Door[], unclear: readonly Door[], { from, to, ip }: Hosts): readonly NodeFinding[] {
  const about = { node: to, check: "ports" } as const;
  const found: NodeFinding[] = [];
  if (closed.length > 0) {
    const what = `${closed.join(", ")} at ${ip} cannot be reached from ${from}`;
    const remedy = `Let ${from} in: the firewall of ${to}, and what is in between. Nobody but the swarm's nodes should get there.`;
    found.push({ ...about, verdict: "fail", what, remedy });
  }
  if (unclear.length > 0) {
    const what = `${unclear.join(", ")} at ${ip}: whether ${from} reaches it is not clear: others send datagrams there, too, or some are lost`;
    found.push({ ...about, verdict: "unknown", what, remedy: proof });
  }
  return found.length > 0 ? found : [{ ...about, verdict: "pass", what: `${from} reaches its ports` }];
}

function ofEsp(esp: Passages["esp"], { from, to, ip, perhapsElsewhere }: Hosts): NodeFinding {
  const about = { node: to, check: "esp" } as const;
  if (esp === "passes") return { ...about, verdict: "pass", what: `ESP (protocol 50) from ${from} gets there` };
  if (esp === "blocked") {
    const what = `ESP (protocol 50) from ${from} does not get to ${ip}: encrypted overlays would carry nothing`;
    const remedy = `Let protocol 50 in from ${from}: the firewall of ${to}, and what is in between; many let in TCP and UDP alone.`;
    if (perhapsElsewhere === undefined) return { ...about, verdict: "fail", what, remedy };
    return { ...about, verdict: "notice", what: `${what}, if they do not use another address of ${to}`, remedy };
  }
  const what = `whether ESP (protocol 50) from ${from} gets there is not known: ${whyNot[esp](from)}`;
  return { ...about, verdict: "unknown", what, remedy: proof };
}

const proof = "`edgeward verify` shows whether overlays carry, and whether they are encrypted.";

const whyNot: Readonly<Record<Exclude<Passages["esp"], "passes" | "blocked">, (from: string) => string>> = {
  unclear: () => "some of it came, or others send it, too",
  "not made": (from) => `${from} could make none`,
  "not counted": () => "its kernel does not count it",
  "no control": (from) => `no datagram from ${from} does`,
};
