/** Words of others, made fit to be shown: bounded, and without the secrets that stand in a program's own files. */
import type { Program } from "../../model/machine.ts";

const shownLength = 300;
const shownLines = 8;
const hidden = "***";

const named = /^\s*[#;]?\s*[\w.-]*(?:pass|secret|token|psk|salt|api_?key|hash)[\w.-]*["']?\s*[=\s:]\s*(\S.*?)\s*$/i;

/** Values of settings whose names say that they are secret, and what stands behind a user's name in a password file. */
export function secretsIn(program: Program): readonly string[] {
  const found = program.configs.flatMap(({ format, text }) =>
    text.split("\n").flatMap((line) => {
      const value = format === "mosquitto-users" ? line.slice(line.indexOf(":") + 1) : named.exec(line)?.[1];
      const plain = value?.trim().replace(/^(["'])(.*)\1(?:\s*#.*)?$/, "$2");
      // A path is where a secret lies, not the secret; and three letters would hide half of every message.
      return plain === undefined || plain.length < 4 || plain.startsWith("/") || /^(true|false)$/.test(plain)
        ? []
        : [plain];
    }),
  );
  return [...new Set(found)].toSorted((a, b) => b.length - a.length);
}

export function masked(text: string, secrets: readonly string[]): string {
  const without = secrets.reduce((rest, secret) => rest.replaceAll(secret, hidden), text);
  return without.replace(/(:\/\/)[^\s/@]+@/g, `$1${hidden}@`).replace(/\$[67]\$\S+/g, hidden);
}

/** The last lines that tell something; of a flood, those that speak of errors. */
export function telling(text: string, secrets: readonly string[]): readonly string[] {
  const lines = masked(text, secrets)
    .split("\n")
    .map((line) => line.replace(/^\d{10}: /, "").trim())
    .filter((line) => line !== "");
  const bad = lines.filter(isBad);
  return (bad.length > 0 ? bad : lines).slice(-shownLines).map((line) => line.slice(0, shownLength));
}

export const isBad = (line: string): boolean =>
  /error|fail|fatal|panic|unable|invalid|cannot|denied|unknown|expected|in use/i.test(line);
