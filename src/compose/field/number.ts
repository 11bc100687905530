/** Numbers as Go's strconv reads them from a text. */

/** @returns undefined when the text is no whole number, or one that a double does not hold exactly */
export function parseInteger(text: string): number | undefined {
  const value = /^[-+]?\d{1,18}$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

export function parseDecimal(text: string): number | undefined {
  return /^[-+]?(\d{1,30}\.?\d{0,30}|\.\d{1,30})(e[-+]?\d{1,3})?$/i.test(text) ? Number(text) : undefined;
}

/** `true`, and what YAML 1.1 called so, as Compose takes it in a text. */
export function parseFlag(text: string): boolean | undefined {
  if (/^(true|yes|on|y)$/i.test(text)) return true;
  return /^(false|no|off|n)$/i.test(text) ? false : undefined;
}
