/** Nodes of a swarm, and what became of one, for a person and for a program. No secret is in what is handed in. */
import type { NodeFinding } from "../../model/node-host.ts";
import type { Made } from "../../model/node-made.ts";
import { type SwarmNode, zoneLabel } from "../../model/swarm-node.ts";
import { counted } from "../text/duration.ts";
import { type Style as Colour, type Paint, painter } from "../text/paint.ts";
import { oneLine } from "../text/printable.ts";
import { type Column, type Row, table } from "../text/table.ts";
import { wrap } from "../text/wrap.ts";

interface Style {
  readonly paint: boolean;
  readonly width: number;
}

const columns: readonly Column[] = [
  { title: "NODE" },
  { title: "ROLE" },
  { title: "STATE" },
  { title: "AVAILABILITY" },
  { title: "ZONE" },
  { title: "ADDRESS" },
  { title: "ENGINE" },
  { title: "REACHED AT", flexible: true },
];

export function showNodes(nodes: readonly SwarmNode[], { paint, width }: Style): string {
  const rows = nodes.map((node): Row => {
    const state = node.state === "ready" ? {} : { style: "red" as const };
    return {
      cells: [
        { text: oneLine(node.hostname), style: "bold" },
        { text: node.leader ? "leader" : node.role },
        { text: node.state, ...state },
        { text: node.availability },
        { text: oneLine(node.labels[zoneLabel] ?? "core") },
        { text: node.ip },
        { text: oneLine(node.release) },
        { text: oneLine(node.reach ?? "not known: edgeward node join ADDRESS says it") },
      ],
    };
  });
  return table(columns, rows, { width, paint: painter(paint) });
}

export const nodesJson = (swarm: string, nodes: readonly SwarmNode[]): string =>
  JSON.stringify(
    { swarm, nodes: nodes.map((node) => ({ ...node, zone: node.labels[zoneLabel] ?? "core" })) },
    undefined,
    2,
  );

/** All that was found and is not just right, then what became of the host. */
export function showNodeMade({ findings, node }: Made, style: Style): string {
  const paint = painter(style.paint);
  const told = findings.filter(({ verdict }) => verdict !== "pass").map((one) => showFinding(one, paint, style.width));
  const failed = findings.filter(({ verdict }) => verdict === "fail").length;
  const end = node
    ? [
        `${oneLine(node.hostname)} is ${node.isNew ? "now a" : "a"} ${node.role} of swarm ${node.swarm}${node.isNew ? "" : " already"}.`,
        ...(node.unlockKey === undefined
          ? []
          : [`After a restart it waits for its key, which is in ${node.unlockKey}: edgeward node unlock`]),
      ]
    : [`Nothing was done: ${counted(failed, "check")} failed. --no-preflight goes on all the same.`];
  return [...told, ...end].join("\n");
}

const words: Readonly<Record<NodeFinding["verdict"], readonly [word: string, colour: Colour]>> = {
  pass: ["ok", "green"],
  notice: ["note", "yellow"],
  unknown: ["not known", "yellow"],
  fail: ["failed", "red"],
};

const wordColumns = 10;

function showFinding({ node, verdict, what, remedy }: NodeFinding, paint: Paint, width: number): string {
  const [word, colour] = words[verdict];
  const indent = " ".repeat(wordColumns);
  const lines = wrap(oneLine(`${node}: ${what}`), width - wordColumns);
  const further = remedy === undefined ? [] : wrap(oneLine(remedy), width - wordColumns - 2).map((line) => `  ${line}`);
  return [...lines, ...further]
    .map((line, i) => `${i === 0 ? paint(colour, word.padEnd(wordColumns)) : indent}${line}`)
    .join("\n");
}

export const nodeMadeJson = (made: Made): string =>
  JSON.stringify({ findings: made.findings, ...(made.node && { node: made.node }) }, undefined, 2);

interface Removed {
  readonly hostname: string;
  readonly stranded: readonly string[];
  readonly stays: boolean;
}

export function showNodeRemoved(name: string, removed: Removed | undefined): string {
  if (!removed) return `The swarm has no node ${oneLine(name)}: nothing to remove.`;
  const { hostname, stranded, stays } = removed;
  return [
    `${oneLine(hostname)} is no node of this swarm any more.`,
    ...(stays ? ["Its engine was not asked and believes that it is one: run `docker swarm leave --force` there."] : []),
    ...(stranded.length > 0 ? [`These have nowhere to run now: ${oneLine(stranded.join(", "))}.`] : []),
  ].join("\n");
}

export const nodeRemovedJson = (name: string, removed: Removed | undefined): string =>
  JSON.stringify(removed ? { removed: true, ...removed } : { removed: false, name }, undefined, 2);

export const showUnlocked = (wasLocked: boolean): string =>
  wasLocked ? "It is open, and takes part again in a moment." : "It is not locked: nothing to do.";

export const unlockedJson = (wasLocked: boolean): string => JSON.stringify({ wasLocked });
