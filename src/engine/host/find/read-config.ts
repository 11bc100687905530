import { readFile, realpath, stat } from "node:fs/promises";
import type { ConfigFormat, ConfigText } from "../../../model/machine.ts";
import type { Problem } from "../../../model/problem.ts";
import type { Span } from "../../../model/span.ts";

/** No configuration is as long; what is, is something else. */
const limitBytes = 8 * 1024 * 1024;

/** Gathers texts, and what is wrong with those that were named. */
export class Texts {
  readonly configs: ConfigText[] = [];
  readonly problems: Problem[] = [];

  /**
   * @param by who names the file: the place in another one, or an option
   * @param missing what it is when it is not there: a file that the program cannot do without, one that it asks for, or nothing at all
   */
  async add(
    format: ConfigFormat,
    path: string,
    by: Span | undefined,
    missing: "error" | "notice" | "fine",
  ): Promise<ConfigText | undefined> {
    const at = by ?? { file: path, line: 1, column: 1 };
    try {
      const real = await realpath(path);
      const there = await stat(real);
      if (!there.isFile()) throw Object.assign(new Error(), { code: there.isDirectory() ? "EISDIR" : "ENOTFILE" });
      if (there.size > limitBytes) throw Object.assign(new Error(), { code: "EFBIG" });
      const text = await readFile(real, "utf8");
      const rights = { uid: there.uid, gid: there.gid, mode: there.mode & 0o7777 };
      const config: ConfigText = { format, path, real, text, rights };
      if (!this.configs.some((one) => one.real === real && one.format === format)) this.configs.push(config);
      return config;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? "";
      if (code === "ENOENT" || code === "ENOTDIR") {
        if (missing !== "fine")
          this.#say(missing, "missing-file", at, `${path} is not there`, "Make it, or name another one.");
      } else if (code === "EACCES" || code === "EPERM") {
        this.#say(
          "error",
          "unreadable-file",
          at,
          `${path} may not be read by us`,
          "Run this as root: sudo edgeward host …",
        );
      } else {
        this.#say(
          "error",
          "unreadable-file",
          at,
          `${path} cannot be read as a text: ${reasons[code] ?? code}`,
          "Name a file of text.",
        );
      }
      return undefined;
    }
  }

  #say(severity: Problem["severity"], code: string, at: Span, what: string, remedy: string): void {
    if (!this.problems.some((one) => one.what === what)) this.problems.push({ severity, code, at, what, remedy });
  }

  notice(code: string, at: Span, what: string, remedy: string): void {
    this.#say("notice", code, at, what, remedy);
  }

  /** @param at who names the directory */
  unreadable(path: string, at: Span, error: unknown): void {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (code === "ENOENT")
      this.#say("error", "missing-file", at, `${path} is not there`, "Make that directory, or take the line out.");
    else
      this.#say(
        "error",
        "unreadable-file",
        at,
        `${path} cannot be listed: ${code}`,
        "Run this as root: sudo edgeward host …",
      );
  }
}

const reasons: Readonly<Record<string, string>> = {
  EISDIR: "it is a directory",
  ENOTFILE: "it is a device, a pipe or a socket",
  EFBIG: "it is longer than 8 MB",
  ELOOP: "its links lead in a circle",
};
