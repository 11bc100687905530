import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { makeDirectory } from "../../disk/make-directory.ts";
import { writeWhole } from "../../disk/write-whole.ts";
import { type Context, exit } from "../context.ts";
import { stackOf } from "../token/token-request.ts";
import { checkReach } from "./reach.ts";
import { unitText } from "./unit.ts";
import { everyMs, type WatchCommand } from "./watch-request.ts";

/** `edgeward watch --print-unit` and `--install-unit`. */
export async function watchUnit(options: WatchCommand, context: Context): Promise<number> {
  const stack = await stackOf(options, context);
  if (stack === undefined) return exit.badInput;
  const { tools, screen } = context;
  const forUser = options.user === true;
  const home = tools.environment.HOME || homedir();
  const named = tools.environment.XDG_STATE_HOME;
  const script = realpathSync(process.argv[1] ?? "");
  if (options.installUnit && !forUser) checkReach({ home, script, ...options });
  const stateHome = named?.startsWith("/") ? named : join(home, ".local", "state");
  const stateDirectory = join(stateHome, "edgeward");
  const text = unitText({
    stack,
    everyMs: everyMs(options.every),
    // The stack's name, and no compose file: that may move.
    command: [process.execPath, script, "watch", "-p", stack, "--every", options.every, ...pathsOf(options)],
    environment: {
      ...Object.fromEntries(passed.flatMap((name) => pair(name, tools.environment[name]))),
      HOME: home,
      ...(forUser ? {} : { XDG_STATE_HOME: stateHome }),
    },
    stateDirectory,
    forUser,
  });
  if (options.printUnit) {
    screen.out(text);
    return exit.done;
  }
  const config = tools.environment.XDG_CONFIG_HOME;
  const userUnits = join(config?.startsWith("/") ? config : join(home, ".config"), "systemd", "user");
  const directory = forUser ? userUnits : "/etc/systemd/system";
  const unit = `edgeward-watch-${stack}.service`;
  await makeDirectory(directory, 0o755);
  // ReadWritePaths opens what is there when the unit starts.
  await makeDirectory(join(stateDirectory, "watch"), 0o700);
  await writeWhole(join(directory, unit), text, 0o644);
  const systemctl = forUser ? "systemctl --user" : "systemctl";
  const lines = [
    `${join(directory, unit)} is written.`,
    "Next:",
    `  ${systemctl} daemon-reload`,
    `  ${systemctl} enable --now ${unit}`,
    ...(forUser ? ["  loginctl enable-linger"] : []),
  ];
  screen.out(lines.join("\n"));
  return exit.done;
}

const passed = ["PATH", "DOCKER_HOST", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY", "SSH_AUTH_SOCK"];

const pair = (name: string, value: string | undefined) => (value === undefined ? [] : [[name, value] as const]);

function pathsOf({ host, storeToken, storeCa }: WatchCommand): readonly string[] {
  return [
    ...(host === undefined ? [] : ["-H", host]),
    ...(storeToken === undefined ? [] : ["--store-token", resolve(storeToken)]),
    ...(storeCa === undefined ? [] : ["--store-ca", resolve(storeCa)]),
  ];
}
