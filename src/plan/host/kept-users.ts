/**
 * Users and access that a person gave out before: they go on, in our files beside our own.
 * @see mosquitto_passwd(1), "user:hash"; mosquitto.conf(5), acl_file
 */
import type { ConfigText, Machine } from "../../model/machine.ts";
import { ownDirectory } from "../../model/own-directory.ts";

export interface KeptUsers {
  readonly users: readonly { readonly name: string; readonly line: string }[];
  /** The access list as it is; undefined: none was in force, so everybody could do everything. */
  readonly access: string | undefined;
}

/** Stands above what is kept: all above it in a file of ours is written anew each time. */
const mark = "# Was here before, and stays as it is:";

function withoutOurs(config: ConfigText): ConfigText {
  if (!config.path.startsWith(`${ownDirectory}/`)) return config;
  const at = config.text.indexOf(`${mark}\n`);
  return { ...config, text: at < 0 ? "" : config.text.slice(at + mark.length + 1) };
}

/** @param ours names of our own users: their lines are written anew */
export function keptUsers(machine: Machine, ours: ReadonlySet<string>): KeptUsers {
  const configs = (machine.programs.find(({ kind }) => kind === "mosquitto")?.configs ?? []).map(withoutOurs);
  const lines = configs.filter(({ format }) => format === "mosquitto-users").flatMap(({ text }) => text.split(/\r?\n/));
  const users = lines.flatMap((line) => {
    const [, name = "", rest = ""] = /^([^:#]+):(.*)$/.exec(line) ?? [];
    return name.trim() === "" || ours.has(name.trim())
      ? []
      : [{ name: name.trim(), line: `${name.trim()}:${rest.trim()}` }];
  });
  // Of two lines for one name mosquitto 2.0 takes the last, and 2.1 ends: one is left.
  const last = users.filter(({ name }, i) => users.findLastIndex((other) => other.name === name) === i);
  const lists = configs.filter(({ format }) => format === "mosquitto-acl").map(({ text }) => text);
  return { users: last, access: lists.length === 0 ? undefined : lists.map(inOrder).join("") };
}

/** Topics above the first user are those of clients without a name, whom nobody lets in any more: they must not come to stand below a user. */
function inOrder(text: string): string {
  const lines = text.split(/\r?\n/);
  const first = lines.findIndex((line) => /^\s*user\s/.test(line));
  const kept = lines.filter((line, i) => (first >= 0 && i >= first) || !/^\s*topic\s/.test(line));
  return `${kept.join("\n").trimEnd()}\n`;
}

/** What is added to our users' lines. */
export const keptLines = ({ users }: KeptUsers): string =>
  users.length === 0 ? "" : `${mark}\n${users.map(({ line }) => `${line}\n`).join("")}`;

/** What is added to our access list: their own, or all that they could do until now. */
export function keptAccess({ users, access }: KeptUsers, ours: ReadonlySet<string>): string {
  const all = users.map(({ name }) => `user ${name}\ntopic readwrite #\n`).join("");
  const kept = access === undefined ? all : withoutUsers(access, ours);
  return kept === "" ? "" : `\n${mark}\n${kept}`;
}

/** The topics of these users go: two sections with one name would both count. A pattern holds for everybody, wherever it stands. */
function withoutUsers(access: string, ours: ReadonlySet<string>): string {
  let isOurs = false;
  const lines = access.split(/\r?\n/).filter((line) => {
    const [, name] = /^\s*user\s+(\S.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined) isOurs = ours.has(name);
    return !isOurs || /^\s*pattern\s/.test(line);
  });
  return lines.join("\n").trim() === "" ? "" : `${lines.join("\n").trimEnd()}\n`;
}
