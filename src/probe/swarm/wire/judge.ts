/** What may be said of a network from what was sent through it and seen on the wire. Pure. */
import type { Observation } from "../../probe.ts";
import { counted, few } from "../../words.ts";
import type { Frame } from "./frame.ts";
import type { Readings } from "./states.ts";

export interface WireNode {
  readonly hostname: string;
  /** All that its capture showed. */
  readonly frames: readonly Frame[];
  /** Why the capture may have missed something. */
  readonly trouble?: string;
  /** Undefined where its kernel could not be asked. */
  readonly states?: Readings;
}

/** One message, sent both through the network and through one of ours that is in clear. */
export interface Crossing {
  readonly from: WireNode;
  readonly to: WireNode;
  readonly canary: string;
  readonly delivered: boolean;
  readonly control: { readonly canary: string; readonly delivered: boolean };
}

interface Judged extends Observation {
  readonly compared?: boolean;
}

const order = { fail: 0, unknown: 1, pass: 2 } as const;

/** @param crossings one for each pair of nodes and direction; at least one */
export function judgeNetwork(name: string, vnis: readonly number[], crossings: readonly Crossing[]): Observation {
  const judged = crossings.map((crossing) => judgeCrossing(crossing, vnis));
  const worst = judged.toSorted((a, b) => order[a.verdict] - order[b.verdict])[0];
  if (!worst) return { verdict: "unknown", evidence: `${name}: nothing was sent`, remedy: again };
  if (worst.verdict !== "pass") {
    const same = judged.filter(({ verdict }) => verdict === worst.verdict);
    const { remedy = again } = worst;
    return {
      verdict: worst.verdict,
      evidence: `${name}: ${few(
        same.map(({ evidence }) => evidence),
        2,
      )}`,
      remedy,
    };
  }
  if (vnis.length === 0) {
    const evidence = `${name}: the swarm does not tell its VNI, so that its packets in clear cannot be told from others`;
    return { verdict: "unknown", evidence, remedy: again };
  }
  const nodes = new Set(crossings.flatMap(({ from, to }) => [from.hostname, to.hostname]));
  const spis = judged.every(({ compared }) => compared) ? "the SPIs are those of the kernels' states" : notCompared;
  const evidence = [
    `${name}: ${counted(crossings.length, "canary", "canaries")} between ${[...nodes].join(", ")} delivered, none on the wire`,
    `no VXLAN in clear with VNI ${vnis.join(", ")}`,
    judged.map((one) => one.evidence).join(", "),
    spis,
    "control: the same over a plain overlay was seen at both ends",
  ];
  return { verdict: "pass", evidence: evidence.join("; ") };
}

const notCompared = "SPIs were not compared: not every kernel could be asked for its states";

function judgeCrossing(crossing: Crossing, vnis: readonly number[]): Judged {
  const { from, to, canary, delivered, control } = crossing;
  const way = `${from.hostname} to ${to.hostname}`;
  const ends = [from, to];
  const bad = ends.flatMap((node) => clearOf(node, canary, vnis));
  if (bad[0] !== undefined) return { verdict: "fail", evidence: `${way}: ${bad[0]}`, remedy: encryptIt };
  const unknown = (evidence: string): Judged => ({
    verdict: "unknown",
    evidence: `${way}: ${evidence}`,
    remedy: again,
  });
  const trouble = ends.find((node) => node.trouble !== undefined);
  if (trouble) return unknown(`the capture on ${trouble.hostname} may have missed something: ${trouble.trouble}`);
  if (!control.delivered) return unknown("control: the canary did not arrive over a plain overlay either");
  const blind = ends.find((node) => !node.frames.some(carries(control.canary)));
  if (blind) return unknown(`control: a canary sent in clear was not seen in the capture on ${blind.hostname}`);
  if (!delivered) return unknown("the canary did not arrive: where nothing goes through, nothing is in clear");
  return judgeEsp(crossing, way, unknown);
}

function clearOf(node: WireNode, canary: string, vnis: readonly number[]): readonly string[] {
  if (node.frames.some(carries(canary))) return [`the canary was read in clear on the wire at ${node.hostname}`];
  const clear = node.frames.filter((frame) => frame.kind === "vxlan" && vnis.includes(frame.vni));
  return clear.length === 0
    ? []
    : [`${counted(clear.length, "VXLAN packet")} in clear of this network at ${node.hostname}`];
}

/** Where the data path's addresses are is learnt from the control: a swarm tells nobody. */
function judgeEsp({ from, to, control }: Crossing, way: string, unknown: (evidence: string) => Judged): Judged {
  const clear = from.frames.find(carries(control.canary));
  const ends = [from, to].map((node) => ({
    node,
    seen: node.frames.flatMap((frame) =>
      frame.kind === "esp" && frame.from === clear?.from && frame.to === clear?.to ? [frame.spi] : [],
    ),
  }));
  const none = ends.find(({ seen }) => seen.length === 0);
  if (none) return unknown(`the canary arrived, and neither ESP nor VXLAN was seen at ${none.node.hostname}`);
  for (const { node, seen } of ends) {
    if (!node.states) continue;
    const last = node.states.last.filter(({ spi }) => seen.includes(spi));
    const strange = [...new Set(seen)].filter((spi) => !last.some((state) => state.spi === spi));
    if (strange[0] !== undefined)
      return unknown(`ESP with SPI ${hex(strange[0])} is none of ${node.hostname}'s states`);
    const before = (spi: number) => node.states?.first.find((state) => state.spi === spi)?.packets ?? 0;
    if (!last.some(({ spi, packets }) => packets > before(spi)))
      return unknown(`no state of ${node.hostname}'s kernel counted a packet meanwhile`);
  }
  const spis = [...new Set(ends.flatMap(({ seen }) => seen))].map(hex);
  const packets = Math.min(...ends.map(({ seen }) => seen.length));
  const evidence = `${way} ${counted(packets, "ESP packet")} (SPI ${few(spis, 2)})`;
  return { verdict: "pass", evidence, compared: ends.every(({ node }) => node.states !== undefined) };
}

const carries = (canary: string) => (frame: Frame) => frame.kind === "vxlan" && frame.bytes.includes(canary);
const hex = (spi: number): string => `0x${spi.toString(16).padStart(8, "0")}`;

const encryptIt =
  'Give the network `driver_opts: { encrypted: "" }`, remove it and bring the stack up again: a network that is there stays as it was made. Where it has it, load esp4, xfrm_user, xt_policy and xt_bpf on each node, and see that Docker is 20.10.24, 23.0.3 or newer (CVE-2023-28840).';
const again =
  "See that UDP 4789, TCP and UDP 7946 and protocol 50 (ESP) pass between the nodes and that each has the modules esp4 and xfrm_user, then run `edgeward verify` again.";
