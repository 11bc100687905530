import { resolve } from "node:path";
import { Fault } from "../../model/fault.ts";
import type { UserTarget } from "../../run/users/user-target.ts";
import { type ComposeOptions, composeRequest, surroundings } from "../compose-request.ts";
import type { Context } from "../context.ts";
import { prepared } from "../prepared.ts";
import { progress } from "../progress.ts";

export interface UserOptions extends ComposeOptions {
  readonly host?: boolean;
  readonly mosquittoConf?: string;
  readonly format: "text" | "json";
}

/**
 * Works on a stack, or on this machine, as the person says.
 * @param isChange holds the lock meanwhile: one command at a time changes users
 * @returns undefined when the compose file cannot be read: that has been said
 */
export async function withTarget<T>(
  options: UserOptions,
  context: Context,
  isChange: boolean,
  work: (target: UserTarget) => Promise<T>,
): Promise<T | undefined> {
  const { tools, screen, signal } = context;
  const tell = progress(screen);
  if (options.host) {
    const { hostUsers } = await import("../../run/users/host-users.ts");
    const host = await tools.host(tell);
    await using _lock = isChange ? await host.lock(signal) : undefined;
    const { mosquittoConf } = options;
    const configs = mosquittoConf === undefined ? {} : { mosquitto: resolve(mosquittoConf) };
    return await work(await hostUsers({ configs, restarts: {}, reading: {} }, isChange, host, signal));
  }
  if (options.mosquittoConf !== undefined)
    throw new Fault("bad-command-line", "--mosquitto-conf goes with --host", "Say --host, too.");
  const stack = await prepared(composeRequest(options, surroundings(tools)), context, options.format);
  if (!stack) return undefined;
  const { stackUsers } = await import("../../run/users/stack-users.ts");
  await using _lock = isChange ? await stack.site.supervision.lock(signal) : undefined;
  return await work(stackUsers(stack, tools.clock, tell));
}
