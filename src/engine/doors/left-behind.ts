import { throwAwayLabel } from "../../model/swarm-plan.ts";
import type { Docker } from "../docker/docker.ts";

/** Both ways that a store's host is looked into. */
const ours = ["tunnel", "token-file"];
/** Younger ones may be about to start. */
const leftAfterS = 600;

/** What a command that was killed has made and not started; all else ends, and is removed, by itself. One of them would keep its volume. */
export async function removeLeftBehind(docker: Docker, signal: AbortSignal): Promise<void> {
  const filters = { label: [throwAwayLabel], status: ["created", "exited", "dead"] };
  const query = { all: true, filters };
  const left = await docker.ask<
    readonly { readonly Id: string; readonly Created: number; readonly Labels?: Readonly<Record<string, string>> }[]
  >("GET", "/containers/json", { query, signal });
  for (const { Id, Created, Labels = {} } of left) {
    if (!ours.includes(Labels[throwAwayLabel] ?? "") || Date.now() / 1000 - Created < leftAfterS) continue;
    await docker.ask("DELETE", `/containers/${Id}`, { query: { force: true }, signal }).catch(() => undefined);
  }
}
