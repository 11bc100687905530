/** The parts of a machine's plan that are no diff: files made, rights, users, restarts. Paths are not broken over lines. */
import type { HostPlan, MadeFile, Permit, Restart } from "../../model/host-plan.ts";
import type { Manager } from "../../model/machine.ts";
import { holesOf } from "../plan/rights.ts";
import { grouped } from "../text/grouped.ts";
import type { Paint } from "../text/paint.ts";
import { oneLine } from "../text/printable.ts";
import { wrapHanging } from "../text/wrap.ts";
import { showRights } from "./owners.ts";

/** So many paths say what the others are like. */
const pathsShown = 5;

export function showMade({ directories, made, accounts }: HostPlan, paint: Paint, width: number): string {
  const rows = [
    ...directories.map((one) => ({ ...one, path: `${one.path.replace(/\/$/, "")}/`, holes: [] as readonly string[] })),
    ...made.map((one) => ({ ...one, holes: holesIn(one) })),
  ];
  return rows
    .flatMap(({ path, rights, why, holes }) => [
      `  ${paint("bold", oneLine(path))}  ${showRights(rights, accounts)}`,
      ...below(why, width),
      ...(holes.length > 0 ? below(`Filled in when it is written: ${holes.join(", ")}`, width) : []).map((line) =>
        paint("dim", line),
      ),
    ])
    .join("\n");
}

export const holesIn = ({ service, path, parts }: MadeFile): readonly string[] =>
  holesOf({ service, name: path, parts });

export function showPermits({ permits, accounts }: HostPlan, paint: Paint, width: number): string {
  const rights = ({ before, after }: Permit) => `${showRights(before, accounts)} → ${showRights(after, accounts)}`;
  return [...grouped(permits, (permit) => JSON.stringify([rights(permit), permit.why])).values()]
    .flatMap((alike) => {
      const [first] = alike;
      if (!first) return [];
      const more = alike.length - pathsShown;
      return [
        ...alike.slice(0, pathsShown).map((one) => `  ${paint("bold", oneLine(one.path))}  ${rights(one)}`),
        ...(more > 0 ? [`  and ${more} more  ${rights(first)}`] : []),
        ...below(first.why, width),
      ];
    })
    .join("\n");
}

export function showDatabaseUsers({ databaseUsers }: HostPlan, paint: Paint, width: number): string {
  return databaseUsers
    .flatMap(({ server, user, access, database, secret, isThere, why }) => {
      const may = access === "all" ? "administers everything" : `may ${access} database ${database ?? ""}`.trimEnd();
      const password = `${isThere ? "Is there already; its password becomes" : "Its password is"} the secret ${secret}.`;
      return [
        ...wrapHanging(oneLine(`${user} on ${server}: ${may}`), width, "  ", "    ").map((line) => paint("bold", line)),
        ...below(why, width),
        ...below(password, width).map((line) => paint("dim", line)),
      ];
    })
    .join("\n");
}

export function showRestarts({ restarts }: HostPlan, width: number): string {
  return restarts.flatMap((one) => wrapHanging(oneLine(toldRestart(one)), width, "  ", "    ")).join("\n");
}

function toldRestart({ program, manager, runs }: Restart): string {
  if (!runs) return `${program} does not run and is not started`;
  return manager.by === "nobody"
    ? `${program}: nobody here manages it, so restart it yourself to put its settings in force`
    : `${program} by ${managedBy(manager)}`;
}

function managedBy(manager: Exclude<Manager, { by: "nobody" }>): string {
  switch (manager.by) {
    case "systemd":
      return `systemd (${manager.unit})`;
    case "init":
      return `its init script (${manager.script})`;
    case "command":
      return `your command (${manager.restart[0] ?? ""})`;
  }
}

const below = (text: string, width: number): readonly string[] =>
  oneLine(text) === "" ? [] : wrapHanging(oneLine(text), width, "      ", "      ");
