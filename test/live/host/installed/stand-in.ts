/**
 * A program that Debian does not have, played by a module of ours, so that it looks from outside as the program itself: by the name of the
 * file that its process runs, by what it says when it is asked, by its unit and its account.
 */
import { fileURLToPath } from "node:url";
import type { TestMachine } from "../machine.ts";

const loader = fileURLToPath(import.meta.resolve("tsx"));

interface StandIn {
  /** Absolute, as the unit starts it; its last name is that of the process. */
  readonly path: string;
  readonly unit: { readonly name: string; readonly text: string };
  /** What it answers when its first word is the option. */
  readonly version: { readonly option: string; readonly says: string };
  /** Gets all words that it is called with. */
  readonly module: string;
}

/**
 * Installed, not started. In the unit's own view node lies at the place that its process is known by; anybody else finds a script there,
 * which says its version, and runs the module for any other question.
 */
export async function installStandIn(machine: TestMachine, { path, unit, version, module }: StandIn): Promise<void> {
  const engine = `/usr/lib/stand-in${path}`;
  const says = `#!/bin/sh\n[ "$1" != ${version.option} ] || { echo "${version.says}"; exit; }\n`;
  const started = `${says}exec ${engine} --import ${loader} ${module} "$@"\n`;
  await machine.write(path, started, { mode: 0o755 });
  await machine.write(engine, started.replace(engine, process.execPath), { mode: 0o755 });
  await machine.write(`/lib/systemd/system/${unit.name}.service`, unit.text);
  const own = `[Service]\nBindReadOnlyPaths=${process.execPath}:${engine}\n`;
  await machine.write(`/etc/systemd/system/${unit.name}.service.d/stand-in.conf`, own);
  await machine.ok(["systemctl", "daemon-reload"]);
}

/** What a module says once it does its work. */
export const ready = "at work";

/** Waits, without a limit of its own, until the unit's process that runs now says so. */
export async function works(machine: TestMachine, unit: string): Promise<void> {
  const says = `journalctl --no-pager _PID=$(systemctl show --property=MainPID --value ${unit}) | grep -q "${ready}"`;
  await machine.ok(["bash", "-c", `until ${says}; do sleep 0.2; done`]);
}
