/** What the command lines of `token` and `watch` have in common. */
import { readFile, stat } from "node:fs/promises";
import { Fault } from "../../model/fault.ts";
import { problemsJson } from "../../report/news/problems.ts";
import { stackName } from "../../run/tokens/stack-name.ts";
import type { TokenTools } from "../../run/tokens/token-tools.ts";
import { type ComposeOptions, composeRequest, surroundings } from "../compose-request.ts";
import { type Context, exit, sayProblems } from "../context.ts";
import { progress } from "../progress.ts";

export interface TokenOptions extends ComposeOptions {
  readonly host?: string;
  readonly storeToken?: string;
  readonly storeCa?: string;
  readonly format: "text" | "json";
}

/** Opens the swarm, works on the stack's tokens, and closes it. @returns the exit status */
export async function withTokens(
  options: TokenOptions,
  context: Context,
  work: (tools: TokenTools) => Promise<number>,
): Promise<number> {
  const stack = await stackOf(options, context);
  if (stack === undefined) return exit.badInput;
  const { tools, screen, signal } = context;
  const { host, storeToken, storeCa } = options;
  const request = {
    stack,
    ...(host !== undefined && { host }),
    ...(storeToken !== undefined && { storeToken: await secretIn(storeToken) }),
    ...(storeCa !== undefined && { storeCa: await certificatesIn(storeCa) }),
  };
  const open = await tools.tokens(progress(screen));
  await using opened = await open(request, signal);
  return await work(opened);
}

/** @returns undefined when the compose file cannot be read: that has been said */
export async function stackOf(options: TokenOptions, context: Context): Promise<string | undefined> {
  const { projectName } = options;
  if (projectName !== undefined && options.file === undefined) return checked(projectName);
  const named = await stackName(composeRequest(options, surroundings(context.tools)), context.tools);
  if ("name" in named) return checked(named.name);
  if (options.format === "json") context.screen.out(problemsJson(named.refused));
  sayProblems(named.refused, context.screen);
  return undefined;
}

function checked(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/.test(name)) return name;
  const what = `${JSON.stringify(name.slice(0, 40))} is no name of a stack`;
  throw new Fault("bad-command-line", what, "Take letters, digits, _ and -, for example -p edgex.");
}

async function textIn(path: string, option: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new Fault("unreadable-file", `${path} is not there or cannot be read`, `Name another file with ${option}.`, {
      cause,
    });
  }
}

/** Nothing in it would mean: whatever this machine trusts. @throws Fault "bad-input" */
export async function certificatesIn(path: string): Promise<string> {
  const text = await textIn(path, "--store-ca");
  if (/^-----BEGIN (TRUSTED )?CERTIFICATE-----$/m.test(text.replaceAll("\r", ""))) return text;
  const remedy =
    "Name a file with the certificates of the store's CA, as PEM; leave --store-ca out for this machine's.";
  throw new Fault("bad-input", `${path} holds no certificate`, remedy);
}

/** Who else can read it has the token, too. */
async function secretIn(path: string): Promise<string> {
  const text = (await textIn(path, "--store-token")).trim();
  if (((await stat(path)).mode & 0o077) !== 0) {
    throw new Fault("bad-input", `others than you may read ${path}, which holds a token`, `Run: chmod 600 ${path}`);
  }
  if (/^[\x21-\x7e]{1,4096}$/.test(text)) return text;
  throw new Fault("bad-input", `${path} holds no token`, "It has to hold one line, the token and nothing else.");
}
