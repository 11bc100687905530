/** Durations and modes as `x-edgeward` and Telegraf write them. */

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

/** `0700` or `0o700`. @returns the mode; undefined when the text is none or has bits beyond rwxrwxrwx */
export function parseMode(text: string): number | undefined {
  return /^(0o|0)?[0-7]{3}$/.test(text) ? Number.parseInt(text.replace(/^0o/, ""), 8) : undefined;
}
