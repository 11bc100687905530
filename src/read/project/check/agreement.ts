/** Settings of a service that two keys can say: compose goes on only where both say the same. */
import { parseSize } from "../../../compose/amount/size.ts";
import { type Mapping, type Node, nodeAt, type Path, showPath, textOf } from "../../../model/node.ts";
import type { Say } from "../../say/say.ts";
import type { Uses } from "./uses.ts";

/** Both as what they come to; undefined: not to be judged here. */
type Meaning = (text: string) => number | undefined;

const number: Meaning = (text) => {
  const value = Number(text);
  return Number.isNaN(value) ? undefined : value;
};

const size: Meaning = (text) => parseSize(text);

const limits: Path = ["deploy", "resources", "limits"];
const reservations: Path = ["deploy", "resources", "reservations"];

const pairs: readonly (readonly [key: string, other: Path, meaning: Meaning])[] = [
  ["scale", ["deploy", "replicas"], number],
  ["cpus", [...limits, "cpus"], number],
  ["mem_limit", [...limits, "memory"], size],
  ["pids_limit", [...limits, "pids"], number],
  ["mem_reservation", [...reservations, "memory"], size],
];

export function checkAgreement({ name, map }: Pick<Uses, "name" | "map">, say: Say): void {
  for (const [key, other, meaning] of pairs) {
    const [one, two] = [nodeAt(map, [key]), nodeAt(map, other)];
    const [first, second] = [meant(one, meaning), meant(two, meaning)];
    if (one === undefined || first === undefined || second === undefined || first === second) continue;
    const what = `\`services.${name}.${key}\` and \`${showPath(other)}\` say different things`;
    say.error("conflict", one.at, what, `Keep one of the two: \`${showPath(other)}\` counts everywhere.`);
  }
  checkOneContainer(name, map, say);
  const inline = nodeAt(map, ["build", "dockerfile_inline"]);
  if (inline && nodeAt(map, ["build", "dockerfile"])) {
    const what = `\`services.${name}.build\` has both \`dockerfile\` and \`dockerfile_inline\``;
    say.error("conflict", inline.at, what, "Keep one of the two.");
  }
}

/** A container's name is unique on its machine, so Compose refuses it; a swarm names its containers itself. */
function checkOneContainer(name: string, map: Mapping, say: Say): void {
  const called = nodeAt(map, ["container_name"]);
  const count = meant(nodeAt(map, ["scale"]) ?? nodeAt(map, ["deploy", "replicas"]), number);
  if (called === undefined || count === undefined || count <= 1) return;
  const what = `service \`${name}\` has a \`container_name\`, which only one container can bear, and runs ${count}`;
  say.notice("conflict", called.at, what, "Take `container_name` out; `hostname` and network aliases can be shared.");
}

function meant(node: Node | undefined, meaning: Meaning): number | undefined {
  const text = textOf(node);
  return text === undefined ? undefined : meaning(text);
}
