import { showHostUndone } from "../../report/host/outcome.ts";
import { undoHost } from "../../run/host/undo-host.ts";
import { type Context, exit } from "../context.ts";
import { progress } from "../progress.ts";
import { type HostOptions, hostRequest } from "./host-request.ts";

/** `edgeward host undo`: every file as it was found, byte for byte. */
export async function undoThisHost(
  options: HostOptions & { readonly force?: boolean },
  context: Context,
): Promise<number> {
  const { tools, screen, signal } = context;
  const host = await tools.host(progress(screen));
  const undone = await undoHost(hostRequest(options), options.force === true, host, signal);
  if (!undone) {
    screen.out("Nothing to undo: no program of this machine was changed.");
    return exit.done;
  }
  screen.out(
    options.format === "json"
      ? JSON.stringify(undone, undefined, 2)
      : showHostUndone(undone, { paint: screen.paint, width: screen.width }),
  );
  return undone.left.length > 0 ? exit.notDone : exit.done;
}
