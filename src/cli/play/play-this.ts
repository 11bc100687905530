/** What both roles do once it is known what is to be played. */
import { Fault } from "../../model/fault.ts";
import type { Played } from "../../model/play.ts";
import { play } from "../../run/play/play.ts";
import type { PlayTools } from "../../run/play/play-tools.ts";
import { type Context, exit, sayProblems } from "../context.ts";

export async function playThis(played: Played, tools: PlayTools, context: Context): Promise<number> {
  const { screen, signal } = context;
  sayProblems(played.problems, screen);
  if (!played.launch) return exit.badInput;
  await play(played, tools, context.tools.clock, (what) => screen.say(what), signal);
  return exit.done;
}

/** @throws Fault "unreadable-file" */
export async function textOf(
  path: string,
  { tools }: Context,
): Promise<{ readonly path: string; readonly text: string }> {
  const text = await tools.readText(path);
  if (text !== undefined) return { path, text };
  throw new Fault(
    "unreadable-file",
    `${path} is not there, or cannot be read`,
    "Mount it there, or name another file.",
  );
}
