/** What is said when a stack has been taken off a swarm. What nobody could look at is never called gone. */
import type { SwarmNode } from "../../model/swarm-node.ts";

interface DownView {
  readonly stack: string;
  /** Nodes on which data may be left: nobody could look there. */
  readonly unseen: readonly Pick<SwarmNode, "hostname" | "reach">[];
  /** What was left on purpose, and the option that removes it. */
  readonly kept: readonly string[];
  /** The swarm was to be dissolved, too. */
  readonly leave: boolean;
}

/** @returns lines for a person */
export function showDown({ stack, unseen, kept, leave }: DownView): readonly string[] {
  const rest = kept.length === 0 ? "" : ` Kept: ${kept.join(", ")}.`;
  if (unseen.length === 0) return [`Down; nothing of ${stack} is left on the swarm.${rest}`];
  const stays = leave ? " The swarm is not dissolved: these nodes could not be looked at any more." : "";
  return [unknownData(stack, unseen), `Down, but for data that may be left there.${rest}${stays}`];
}

export const names = (nodes: readonly Pick<SwarmNode, "hostname">[]): string =>
  nodes.map(({ hostname }) => hostname).join(", ");

function unknownData(stack: string, nodes: DownView["unseen"]): string {
  const [unsaid, lost] = [
    nodes.filter(({ reach }) => reach === undefined),
    nodes.filter(({ reach }) => reach !== undefined),
  ];
  const where = [
    ...(unsaid.length > 0 ? [`${names(unsaid)}, which nobody said how to reach`] : []),
    ...(lost.length > 0 ? [`${names(lost)}, which does not answer now`] : []),
  ];
  return (
    `Not known: whether volumes of ${stack} are left on ${where.join("; on ")}. ` +
    `Look there with \`docker volume ls -f label=edgeward.stack=${stack}\`, or run this again when it can be reached ` +
    "(`edgeward node join` says how)."
  );
}
