/** What the node has to have, and what it gives away, for a mount to work: said once for each path. */
import type { LongMount } from "../../../../compose/mount/long-mount.ts";
import { normalise } from "../../../../compose/path.ts";
import type { Draft, Field, Subject } from "../../../draft.ts";
import type { View } from "../../../rule.ts";
import { howToWaive } from "../../../waiver.ts";
import { absolute, isRelative } from "../host-paths.ts";
import { shellWord } from "../shell.ts";
import { dangerTo, isOnEachNode } from "./danger.ts";

export class Sources {
  readonly #view: View;
  readonly #draft: Draft;
  readonly #prepared = new Set<string>();

  constructor(view: View, draft: Draft) {
    this.#view = view;
    this.#draft = draft;
  }

  look(mount: LongMount, { at }: Field, { service, view, draft }: Subject): void {
    const { name } = service;
    if (mount.type === "volume" && mount.source === undefined) {
      const what = `${mount.target} of \`${name}\` is a volume without a name: a swarm gives each new task an empty one, and never removes the old`;
      draft.notice(at, "volume-without-name", what, "Give it a name, and list the name below the top-level `volumes`.");
    }
    const pipe = mount.type === "npipe" ? mount.source : undefined;
    if (mount.type !== "bind" && pipe === undefined) return;
    const path = pipe?.replaceAll("\\", "/") ?? absolute(mount.source ?? "", view) ?? atHome(mount.source ?? "");
    if (path === undefined) return;
    const danger = dangerTo(path, mount.readOnly, view.project.directory);
    if (danger && !view.waived(name, danger.name)) {
      const remedy = `Leave the mount out; or accept it: ${howToWaive(name, danger.name)}.`;
      draft.refuse(
        at,
        danger.name,
        `\`${name}\` mounts ${isHome(mount.source ?? "") ? mount.source : path}, and it ${danger.what}`,
        remedy,
      );
    }
    if (!danger && pipe === undefined && !isHome(mount.source ?? "")) this.#bind(path, mount, at, name);
  }

  /** The engine makes a mount's source for Compose, and never for a swarm. */
  #bind(path: string, mount: LongMount, at: Field["at"], service: string): void {
    if (isRelative(mount.source ?? "")) {
      const isFile = this.#view.digest({ file: path }) !== undefined;
      const remedy = isFile
        ? "Mount it read-only (`:ro`), and it becomes a config that goes along; or keep it at the same path on each node that may run the service."
        : "Use a named volume; or keep the directory at the same path on each node that may run the service.";
      const what = `${mount.source} of \`${service}\` lies beside the compose file: on a swarm, only this machine has it`;
      this.#draft.notice(at, "mount-of-one-node", what, remedy);
      if (isFile) return;
    }
    if (isOnEachNode(path) || this.#prepared.has(path) || /\.[A-Za-z0-9]{1,5}$/.test(path)) return;
    this.#prepared.add(path);
    const why = `A swarm does not make ${path}, as Compose does: it has to be on each node that may run \`${service}\`, with the owner that the service needs`;
    this.#draft.prepare({ why, command: `mkdir -p ${shellWord(path)}` });
  }
}

const isHome = (source: string): boolean => source.startsWith("~");

/** Somebody's home: whose, docker finds out when it deploys. What lies in it may be a socket all the same, or a way out. */
const atHome = (source: string): string | undefined =>
  isHome(source) ? normalise(source.replace(/^~[^/]*/, "/home/~")) : undefined;
