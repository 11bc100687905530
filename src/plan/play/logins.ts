/** Servers that the tables of a telegraf.conf name, and who logs in there: over TLS, with a name and a password, or not at all. */
import { parseAddress, withoutLogin } from "../../model/address.ts";
import type { ServerLogin } from "../../model/launch.ts";
import type { Problem } from "../../model/problem.ts";
import { type ConfigFile, settingOf } from "../../model/setting.ts";
import type { Located, Span } from "../../model/span.ts";
import { flagOf, tablesOf, textOf, textsOf } from "../../model/table.ts";

export interface Place {
  readonly key: "servers" | "urls";
  /** Schemes that are TLS; the first for people. */
  readonly secure: readonly string[];
  readonly write: string;
  readonly port: number;
  readonly name: string;
}

export const error = (code: string, at: Span, what: string, remedy: string): Problem => ({
  severity: "error",
  code,
  at,
  what,
  remedy,
});

export class Logins {
  readonly passwords: { readonly path: string; readonly text: string }[] = [];
  readonly #file: ConfigFile;
  readonly #privateDir: string;
  readonly #problems: Problem[];

  constructor(file: ConfigFile, privateDir: string, problems: Problem[]) {
    this.#file = file;
    this.#privateDir = privateDir;
    this.#problems = problems;
  }

  /** @returns undefined, and why among the problems, where there is no such login */
  at(table: Located<string>, place: Place): ServerLogin | undefined {
    const server = this.#server(table, place);
    const user = this.#text(table, "username", `Add username: Edgeward's ingest goes to no ${place.name} as nobody.`);
    const caFile = this.#text(
      table,
      "tls_ca",
      `Add tls_ca: the file of the authority that the ${place.name} is known by.`,
    );
    const passwordFile = this.#password(table, place);
    const skipped = settingOf(this.#file, table.value, "insecure_skip_verify");
    if (skipped && flagOf(this.#file, table.value, "insecure_skip_verify")) {
      this.#say(
        "not-carried",
        skipped.at,
        "`insecure_skip_verify` lets anybody be the server",
        "Take it out, and name its authority: tls_ca.",
      );
    }
    if (!server || user === undefined || caFile === undefined || passwordFile === undefined) return undefined;
    const serverName = textOf(this.#file, table.value, "tls_server_name") || server.host;
    return { ...server, serverName, caFile, user, passwordFile };
  }

  #server(table: Located<string>, { key, secure, write, port, name }: Place) {
    const at = settingOf(this.#file, table.value, key)?.at ?? table.at;
    const [text, ...more] = textsOf(this.#file, table.value, key);
    const remedy = `Write ${key} = ["${write}://${name}:${port}"].`;
    if (text === undefined) return this.#say("missing-key", at, `${table.value} has no \`${key}\``, remedy);
    if (more.length > 0) return this.#say("bad-value", at, `\`${key}\` names several servers`, remedy);
    if (text.includes("${")) return this.#unset(at, key, text);
    const address = parseAddress(text);
    if (!address) return this.#say("bad-value", at, `\`${withoutLogin(text)}\` is no address`, remedy);
    if (!secure.includes(address.scheme?.toLowerCase() ?? "")) {
      return this.#say(
        "clear-text",
        at,
        `\`${withoutLogin(text)}\` is in clear text, which Edgeward's ingest does not speak`,
        remedy,
      );
    }
    return { host: address.host.replaceAll(/[[\]]/g, ""), port: address.port ?? port };
  }

  #text(table: Located<string>, key: string, remedy: string): string | undefined {
    const text = textOf(this.#file, table.value, key);
    const at = settingOf(this.#file, table.value, key)?.at ?? table.at;
    if (!text) return this.#say("missing-key", at, `${table.value} has no \`${key}\``, remedy);
    return text.includes("${") ? this.#unset(at, key, text) : text;
  }

  #password(table: Located<string>, { name }: Place): string | undefined {
    const remedy = 'Write password = "@{store:key}", with a [[secretstores.docker]] of that id.';
    const text = this.#text(table, "password", remedy);
    if (text === undefined) return undefined;
    const [, id, key] = /^@\{(\w+):(\w+)\}$/.exec(text) ?? [];
    if (id !== undefined && key !== undefined) {
      const store = tablesOf(this.#file, "secretstores.docker").find(
        ({ value }) => textOf(this.#file, value, "id") === id,
      );
      if (store) return `${textOf(this.#file, store.value, "path") ?? "/run/secrets"}/${key}`;
      const at = settingOf(this.#file, table.value, "password")?.at ?? table.at;
      return this.#say(
        "unknown-store",
        at,
        `no [[secretstores.docker]] has the id \`${id}\``,
        `Add one: id = "${id}".`,
      );
    }
    const known = this.passwords.find((one) => one.text === text);
    if (known) return known.path;
    const path = `${this.#privateDir}/${name}-password-${this.passwords.length}`;
    this.passwords.push({ path, text });
    return path;
  }

  #unset(at: Span, key: string, text: string): undefined {
    const name = /\$\{(\w+)/.exec(text)?.[1] ?? "it";
    return this.#say(
      "unset-variable",
      at,
      `\`${key}\` needs \${${name}}, which is not set`,
      `Set ${name} in the environment.`,
    );
  }

  #say(code: string, at: Span, what: string, remedy: string): undefined {
    this.#problems.push(error(code, at, what, remedy));
  }
}
