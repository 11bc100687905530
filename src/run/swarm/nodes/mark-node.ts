/** Labels and role of a node, and where its engine is written down. */
import { type Docker, EngineRefusal } from "../../../engine/docker/docker.ts";
import { zoneLabel } from "../../../model/swarm-node.ts";
import type { NodeBookStore } from "../swarm-tools.ts";

interface NodeAnswer {
  readonly Version: { readonly Index: number };
  readonly Spec: {
    readonly Labels?: Readonly<Record<string, string>> | null;
    readonly Role: string;
    readonly Availability: string;
  };
}

export interface Marks {
  readonly labels?: Readonly<Record<string, string>>;
  readonly role?: "manager" | "worker";
  readonly availability?: "active" | "drain";
}

/** Another may change a node at the same moment; then it is read again. */
const attempts = 5;

/** @returns whether anything was changed */
export async function markNode(manager: Docker, id: string, marks: Marks, signal: AbortSignal): Promise<boolean> {
  for (let left = attempts; ; left--) {
    const { Version, Spec } = await manager.ask<NodeAnswer>("GET", `/nodes/${id}`, { signal });
    const body = {
      ...Spec,
      Labels: { ...Spec.Labels, ...marks.labels },
      Role: marks.role ?? Spec.Role,
      Availability: marks.availability ?? Spec.Availability,
    };
    const same = body.Role === Spec.Role && body.Availability === Spec.Availability;
    if (same && Object.entries(body.Labels).every(([name, value]) => Spec.Labels?.[name] === value)) return false;
    try {
      await manager.ask("POST", `/nodes/${id}/update`, { query: { version: Version.Index }, body, signal });
      return true;
    } catch (error) {
      if (left <= 1 || !isOutOfSequence(error)) throw error;
    }
  }
}

/** What was read has been changed since. @see swarmkit, store.ErrSequenceConflict */
export const isOutOfSequence = (error: unknown): boolean =>
  error instanceof EngineRefusal && /out of sequence/.test(error.message);

export const labelsOf = (zone: string | undefined, labels: Readonly<Record<string, string>>) => ({
  ...labels,
  ...(zone !== undefined && { [zoneLabel]: zone }),
});

export async function writeDown(
  book: NodeBookStore,
  swarm: string,
  node: { readonly id: string; readonly hostname: string; readonly reach: string },
): Promise<void> {
  await book.change(swarm, (nodes) => [...nodes.filter(({ id }) => id !== node.id), node]);
}
