import { fileURLToPath } from "node:url";
import { startConsole } from "../../console/start-console.ts";
import type { DashboardLaunch } from "../../model/launch.ts";
import type { EmbeddedService, Surroundings } from "../service.ts";

/** What the page is made of, as it was built beside this program. */
const pageDir = fileURLToPath(new URL("page/", import.meta.url));

/** The console as one of the embedded services. Its password is one of ours, so nobody knows it by heart. */
export async function hostConsole(
  { console, listeners }: DashboardLaunch,
  around: Surroundings,
): Promise<EmbeddedService> {
  const elapsed = () => performance.now();
  const playing = await startConsole(console, { ...around, elapsed, isWeak: (password) => password === "", pageDir });
  return {
    health: () => playing.health(),
    counters: () => ({}),
    listens: () => listeners,
    [Symbol.asyncDispose]: () => playing[Symbol.asyncDispose](),
  };
}
