import { showLabDown } from "../../report/news/lab.ts";
import { type Context, exit } from "../context.ts";
import { progress } from "../progress.ts";
import { imageCache, labName } from "./lab-request.ts";

interface DownOptions {
  readonly name: string;
  readonly image?: boolean;
  readonly cache?: string;
}

/** `edgeward lab down`: a lab is gone, and nothing else. */
export async function labDown(options: DownOptions, { tools, screen, signal }: Context): Promise<number> {
  const name = labName(options.name);
  const images = imageCache(options.cache, tools.environment);
  const labs = await tools.labs(progress(screen));
  const down = await labs.down(name, options.image ? images : undefined, signal);
  screen.out(showLabDown(name, down));
  return exit.done;
}
