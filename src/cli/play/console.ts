import { readConsole } from "../../run/play/read-console.ts";
import type { Context } from "../context.ts";
import { playThis } from "./play-this.ts";

/** `edgeward play console`: until it is ended. */
export async function playConsole(_: object, context: Context): Promise<number> {
  const { environment, readText } = context.tools;
  const played = await readConsole(environment, (path) => readText(path));
  return playThis(played, await context.tools.play(), context);
}
