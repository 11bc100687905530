/** From the command line to a stack that a swarm can be sent, with everything said that is to be said of it. */
import { resolve } from "node:path";
import type { Problem } from "../../model/problem.ts";
import { conversionLosses } from "../../report/swarm/losses.ts";
import type { Prepared } from "../../run/prepare.ts";
import { type PreparedSwarm, prepareSwarm } from "../../run/swarm/stack/prepare-swarm.ts";
import { type ComposeOptions, surroundings } from "../compose-request.ts";
import { type Context, exit, sayProblems } from "../context.ts";
import { convertRequest } from "../convert/options.ts";
import { editsOf } from "../edits.ts";
import type { Screen } from "../screen.ts";

interface StackOptions extends ComposeOptions {
  readonly waive?: readonly string[];
}

/**
 * @param makeSecrets not called for a stack that is refused; without it they may be missing
 * @returns an exit status when it cannot be brought up: why has been said
 */
export async function preparedStack(
  stack: Prepared,
  options: StackOptions,
  { tools, screen, signal }: Context,
  makeSecrets?: () => Promise<void>,
): Promise<PreparedSwarm | number> {
  const { waive, projectName: _, ...given } = options;
  const asked = { ...given, projectName: stack.original.name, ...(waive && { waive }) };
  const convert = convertRequest(asked, (file) => resolve(file, "../stack.yml"), surroundings(tools));
  const { files, left } = editsOf(stack);
  const edited = new Map(
    files.flatMap(({ path, after }) => [
      [path, after],
      [resolve(path), after],
    ]),
  );
  const { generated } = stack.withBook(await stack.site.users.read()).hardened;
  const prepare = () => prepareSwarm({ convert, edited, generated }, stack.site, tools, signal);
  const made = await prepare();
  if ("refused" in made) return saidToBeWrong(made.refused, screen);
  const { conversion, problems } = made;
  sayProblems([...stack.hardened.notices, ...left.map(notMade), ...problems, ...conversionLosses(conversion)], screen);
  if (conversion.refusals.length > 0) {
    sayProblems(conversion.refusals, screen);
    return exit.findingFailed;
  }
  if (!makeSecrets) return made;
  await makeSecrets();
  // Names follow the content, which is there now.
  const named = await prepare();
  return "refused" in named ? saidToBeWrong(named.refused, screen) : named;
}

function saidToBeWrong(problems: readonly Problem[], screen: Screen): number {
  sayProblems(problems, screen);
  return exit.badInput;
}

/** Elsewhere such a change is made when the service starts; here nobody stands between a file and the swarm. */
const notMade = (problem: Problem): Problem => ({
  ...problem,
  what: problem.what.replace(
    /^this change is made when the stack is started, but/,
    "this change does not reach the swarm: it",
  ),
});
