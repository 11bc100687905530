/**
 * A file beside the compose file that a service only reads: on a swarm it becomes an object that each node is handed with the task, since
 * a bind mount would look for it on whichever node runs the service.
 */
import type { LongMount } from "../../../../compose/mount/long-mount.ts";
import { basename, below } from "../../../../compose/path.ts";
import { childOf, entriesOf, mapAt, type Node, textAt, textOf } from "../../../../model/node.ts";
import type { Span } from "../../../../model/span.ts";
import type { View } from "../../../rule.ts";
import { type Owner, rightsOf } from "../grants/owner.ts";
import { absolute, isRelative, rebased } from "../host-paths.ts";
import { objectName } from "../object-name.ts";
import { dangerTo } from "./danger.ts";

export interface Carried {
  readonly section: "configs" | "secrets";
  readonly key: string;
  /** The entry at the top level. */
  readonly object: Node;
  /** The service's grant of it. */
  readonly grant: Node;
  /** False: the source has an object of this file already. */
  readonly isNew: boolean;
}

/** Files that people keep passwords and keys in, by their name. */
const secretName =
  /(^|[._-])(passwd|password|passwords|pwfile|htpasswd|secret|secrets|token|tokens|credentials?|key|privkey|private)([._-]|$)|\.(key|p12|pfx|jks|keystore|kdbx)$|^id_(rsa|ed25519|ecdsa)$/i;
const program = /\.(sh|bash|ash|zsh|py|pl|rb|lua|js)$|^entrypoint|^[^.]*-entrypoint/;

/** @returns undefined for whatever has to stay a mount: directories, what the service writes, files elsewhere on the host */
export function carriedOf(mount: LongMount, at: Span, keys: Keys, view: View, owner?: Owner): Carried | undefined {
  const { source = "", target } = mount;
  const file = fileCarried(mount, view);
  if (file === undefined) return undefined;
  const section = secretName.test(basename(file)) ? "secrets" : "configs";
  const digest = view.digest({ file, secret: section === "secrets" });
  if (digest === undefined) return undefined;
  const written = rebased(source, view);
  const { key, isNew } = keys.take(section, file, view);
  const name = objectName(`${view.project.name}_${key}`, digest);
  const isProgram = program.test(basename(file)) || /\/s?bin\//.test(target);
  const mode = isProgram ? ({ kind: "scalar", value: 0o555, source: "0555", plain: true, at } as const) : undefined;
  const rights = section === "secrets" && owner ? rightsOf(owner, at) : {};
  return {
    section,
    key,
    isNew,
    object: mapAt({ file: textAt(written, at), name: textAt(name, at) }, at),
    grant: mapAt({ source: textAt(key, at), target: textAt(target, at), ...(mode && { mode }), ...rights }, at),
  };
}

/** The file beside the compose file that a mount brings in, only to be read: no node has it by itself, so that it goes along. */
export function fileCarried({ type, source = "", readOnly, bind }: LongMount, view: View): string | undefined {
  if (type !== "bind" || !isRelative(source)) return undefined;
  if (bind?.propagation !== undefined || bind?.recursive !== undefined) return undefined;
  const file = absolute(source, view);
  if (!readOnly && !(file !== undefined && view.goAlong?.has(file))) return undefined;
  // `../../etc/shadow` is the node's, and stays a mount, which is refused.
  if (file === undefined || dangerTo(file, true, view.project.directory)) return undefined;
  return view.digest({ file }) === undefined ? undefined : file;
}

/** Keys of top-level configs and secrets, and the file that each is made of. */
export class Keys {
  readonly #files = new Map<string, string>();
  /** By section and file, those that the source has. */
  readonly #keys = new Map<string, string>();
  readonly #given: ReadonlySet<string>;

  constructor(view: View) {
    for (const section of ["configs", "secrets"] as const) {
      for (const { key, value } of entriesOf(view.project.root, section)) {
        const written = value.kind === "map" ? textOf(childOf(value, "file")) : undefined;
        const file = written === undefined ? undefined : absolute(written, view);
        this.#files.set(`${section}.${key}`, file ?? "");
        if (file !== undefined) this.#keys.set(`${section} ${file}`, key);
      }
    }
    this.#given = new Set(this.#files.keys());
  }

  /** The path below the compose file's directory, as a key; one file has one key. */
  take(section: string, file: string, { project }: View): { readonly key: string; readonly isNew: boolean } {
    const path = below(project.directory, file) ?? file;
    const wanted = path.replaceAll(/[^A-Za-z0-9.-]+/g, "_").replace(/^[._-]+/, "") || "file";
    let key = this.#keys.get(`${section} ${file}`) ?? wanted;
    for (let i = 2; (this.#files.get(`${section}.${key}`) ?? file) !== file; i += 1) key = `${wanted}_${i}`;
    this.#files.set(`${section}.${key}`, file);
    return { key, isNew: !this.#given.has(`${section}.${key}`) };
  }
}
