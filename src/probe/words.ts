/** The words that evidence is made of. */

/** `1 file`, `3 files`; irregular plurals are given. */
export function counted(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** The first few of a list, and how many more there are: evidence stays a line, also when everything is wrong. */
export function few(items: readonly string[], most = 4): string {
  const shown = items.slice(0, most).join(", ");
  return items.length > most ? `${shown} and ${items.length - most} more` : shown;
}

/**
 * Why something did not work, without the bytes that were exchanged: a system or TLS error code where there is one.
 * @see errno(3); the codes are what people search for
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  if (error instanceof AggregateError && error.message === "") return error.errors.map(reasonOf).join(", ");
  if (code.startsWith("ERR_SSL_")) return `TLS: ${code.slice("ERR_SSL_".length).toLowerCase().replaceAll("_", " ")}`;
  return code && !error.message.includes(code) ? `${code} (${error.message})` : error.message;
}
