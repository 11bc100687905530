/** Durations and sizes as compose and Telegraf write them. */

const unitMs: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `500ms`, `1s`, `1h30m`, `30d`. @returns milliseconds; undefined when the text is no duration */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d{1,15}(\.\d{1,9})?(us|ms|s|m|h|d|w))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(us|ms|s|m|h|d|w)/g)) {
    total += Number(amount) * (unitMs[unit ?? ""] ?? 0);
  }
  return Number.isSafeInteger(Math.ceil(total)) ? total : undefined;
}

const unitBytes: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  k: 2 ** 10,
  kb: 2 ** 10,
  m: 2 ** 20,
  mb: 2 ** 20,
  g: 2 ** 30,
  gb: 2 ** 30,
};

/** `4096`, `256kb`, `1.5m`: 1 kb is 1024 bytes, as in compose. @returns whole bytes; undefined when the text is no size */
export function parseBytes(text: string): number | undefined {
  const match = /^(\d{1,15}(?:\.\d{1,9})?)\s?([kmg]?b?)$/i.exec(text);
  const factor = unitBytes[match?.[2]?.toLowerCase() ?? ""];
  if (!match || factor === undefined) return undefined;
  const bytes = Math.round(Number(match[1]) * factor);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** `0700` or `0o700`. @returns the mode; undefined when the text is none or has bits beyond rwxrwxrwx */
export function parseMode(text: string): number | undefined {
  return /^(0o|0)?[0-7]{3}$/.test(text) ? Number.parseInt(text.replace(/^0o/, ""), 8) : undefined;
}
