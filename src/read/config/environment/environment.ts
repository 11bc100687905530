/**
 * A file of variables that a service manager hands to a program: `EnvironmentFile=` of systemd, and what scripts in /etc/init.d source.
 * Invariant: a name stands once in the answer, with its last value, as the program gets it.
 * @see systemd.exec(5), EnvironmentFile=: `NAME=value`, `#` and `;` begin a comment only at the start of a line, nothing is filled in
 */
import type { EnvVar } from "../../../model/stack.ts";
import type { Say } from "../../say/say.ts";
import type { SourceFile } from "../../sources.ts";
import { plainText } from "../../yaml/plain-text.ts";

const assignment = /^(\s*)(export\s+)?([A-Za-z_]\w*)=(.*)$/;

export function readEnvironment(file: SourceFile, say: Say): readonly EnvVar[] {
  const values = new Map<string, EnvVar>();
  const lines = (plainText(file.text, file.path, say) ?? "").split(/\r?\n/);
  for (let i = 0; i < lines.length; i++) {
    const at = { file: file.path, line: i + 1, column: (lines[i] ?? "").search(/\S|$/) + 1 };
    let line = lines[i] ?? "";
    if (/^\s*([#;]|$)/.test(line)) continue;
    while (/(?<!\\)(\\\\)*\\$/.test(line) && i + 1 < lines.length) line = line.slice(0, -1) + (lines[++i] ?? "");
    const [, , exported, name, rest] = assignment.exec(line) ?? [];
    if (name === undefined || rest === undefined) {
      const what = "this line is not `NAME=value`: systemd passes over it";
      say.notice("bad-env-file", at, what, "Write `NAME=value`, or # in front of a comment.");
      continue;
    }
    if (exported !== undefined) {
      const what = `systemd passes over \`${name}\` because of \`export\`; a shell takes it`;
      say.notice("bad-env-file", at, what, `Write \`${name}=…\`: that is right for both.`);
    }
    const value = unquoted(rest);
    if (value === undefined) {
      say.error(
        "bad-env-file",
        at,
        `the value of \`${name}\` has a quote that is not closed`,
        "Close it in the same line.",
      );
      continue;
    }
    values.set(name, { name, value, at });
  }
  return [...values.values()];
}

/** Bare, "double" or 'single', and what stands side by side is one. @returns undefined where a quote is not closed */
function unquoted(text: string): string | undefined {
  const trimmed = text.trim();
  const pieces = /"(?:[^"\\]|\\.)*"|'[^']*'|(?:[^"'\\]|\\.)+|\\$/gs;
  const found = trimmed.match(pieces) ?? [];
  if (found.join("") !== trimmed) return undefined;
  return found
    .map((piece) => {
      if (piece.startsWith("'")) return piece.slice(1, -1);
      if (piece.startsWith('"')) return piece.slice(1, -1).replaceAll(/\\(["\\`$])/g, "$1");
      return piece.replaceAll(/\\(.)/gs, "$1");
    })
    .join("");
}
