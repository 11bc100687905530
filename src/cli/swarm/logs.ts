/** `edgeward logs --engine swarm`: what the tasks of a stack print, wherever they run. */
import { Fault } from "../../model/fault.ts";
import { isOurs } from "../../model/swarm-plan.ts";
import { type ServiceLogLine, showServiceLog } from "../../report/swarm/log.ts";
import type { ComposeOptions } from "../compose-request.ts";
import { type Context, exit } from "../context.ts";
import { siteOf } from "../site-of.ts";
import type { EngineOptions } from "./engine-options.ts";
import { maskedBy } from "./masked.ts";
import { type Opened, openedSwarm } from "./opened.ts";
import { stackName } from "./stack-name.ts";

interface LogsOptions extends ComposeOptions, EngineOptions {
  readonly lines: string;
  readonly follow?: boolean;
}

export async function logsOnSwarm(options: LogsOptions, context: Context, service?: string): Promise<number> {
  const { screen, signal } = context;
  const lines = Number(options.lines);
  if (!Number.isInteger(lines) || lines < 0) {
    throw new Fault(
      "bad-command-line",
      `--lines takes a whole number, not "${options.lines}"`,
      "For example: --lines 50",
    );
  }
  const stack = await stackName(options, context);
  if (stack === undefined) return exit.badInput;
  await using opened = await openedSwarm(options, context);
  const { services, width, nameOf } = await servicesOf(stack, service, opened, signal);
  const site = await siteOf(options, context.tools).catch(() => undefined);
  const mask = maskedBy(site?.keys);
  const print = async (line: ServiceLogLine) => {
    const [text = ""] = await mask([line.text]);
    screen.out(showServiceLog({ ...line, text }, width));
  };
  const readers = services.map(async ({ id }): Promise<readonly ServiceLogLine[]> => {
    const all: ServiceLogLine[] = [];
    for await (const line of opened.engine.logs(id, { lines, follow: false }, signal))
      all.push({ ...line, from: nameOf(line) });
    return all;
  });
  const past = (await Promise.all(readers)).flat().toSorted((a, b) => (a.time < b.time ? -1 : 1));
  for (const line of lines === 0 ? [] : past.slice(-lines)) await print(line);
  if (options.follow)
    await follow(
      services.map(({ id }) => id),
      opened,
      nameOf,
      print,
      signal,
    );
  return exit.done;
}

type NameOf = (line: { readonly task: string; readonly node: string }) => string;

/** From now on. Ctrl-C ends it, and is no failure. */
async function follow(
  ids: readonly string[],
  { engine }: Opened,
  nameOf: NameOf,
  print: (line: ServiceLogLine) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    ids.map(async (id) => {
      try {
        const coming = engine.logs(id, { lines: 0, follow: true }, signal);
        for await (const line of coming) await print({ ...line, from: nameOf(line) });
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }),
  );
}

async function servicesOf(stack: string, wanted: string | undefined, { engine }: Opened, signal: AbortSignal) {
  const seen = await engine.observe(stack, signal);
  const own = seen.services.filter((one) => isOurs(one, stack));
  const services = own.filter(({ name }) => wanted === undefined || name === `${stack}_${wanted}` || name === wanted);
  if (services.length === 0) {
    const what =
      wanted === undefined || own.length === 0
        ? `the stack ${stack} is not on this swarm`
        : `there is no service ${wanted}`;
    throw new Fault("not-running", what, "Run `edgeward up --engine swarm` first; `edgeward ps` shows what there is.");
  }
  const hosts = new Map(seen.nodes.map(({ id, hostname }) => [id, hostname]));
  const tasks = new Map(
    seen.tasks.map((task) => {
      const name = own.find(({ id }) => id === task.service)?.name ?? task.service;
      return [task.id, `${name.slice(stack.length + 1)}.${task.slot ?? "all"}`];
    }),
  );
  const nameOf: NameOf = ({ task, node }) => `${tasks.get(task) ?? task}@${hosts.get(node) ?? node}`;
  const shown = seen.tasks.filter((task) => services.some(({ id }) => id === task.service));
  const width = Math.max(...shown.map(({ id, node = "" }) => nameOf({ task: id, node }).length), 0);
  return { services, width, nameOf };
}
