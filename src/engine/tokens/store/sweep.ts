import type { Docker } from "../../docker/docker.ts";

/** On a container that is there for a moment; its value says what for. */
export const throwAway = "edgeward.throw-away";

/** Both ways that a store's host is looked into. */
const ours = ["tunnel", "token-file"];
/** Younger ones may be about to start. */
const leftAfterS = 600;

/** What a command that was killed has made and not started; all else ends, and is removed, by itself. One of them would keep its volume. */
export async function sweep(docker: Docker, signal: AbortSignal): Promise<void> {
  const filters = { label: [throwAway], status: ["created", "exited", "dead"] };
  const query = { all: true, filters };
  const left = await docker.ask<
    readonly { readonly Id: string; readonly Created: number; readonly Labels?: Readonly<Record<string, string>> }[]
  >("GET", "/containers/json", { query, signal });
  for (const { Id, Created, Labels = {} } of left) {
    if (!ours.includes(Labels[throwAway] ?? "") || Date.now() / 1000 - Created < leftAfterS) continue;
    await docker.ask("DELETE", `/containers/${Id}`, { query: { force: true }, signal }).catch(() => undefined);
  }
}
