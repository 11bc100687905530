/** Texts that differ by the name of a service alone, told once for all of them. */

const anyone = "`SERVICE`";

/** @param names of services; texts quote them in backticks */
export function withoutNames(text: string, names: ReadonlySet<string>): string {
  return text.replaceAll(/`([^`\s]+)`/g, (quoted, name: string) => (names.has(name) ? anyone : quoted));
}

/** The first service that the text names. */
export function nameIn(text: string, names: ReadonlySet<string>): string | undefined {
  return [...text.matchAll(/`([^`\s]+)`/g)].map(([, name = ""]) => name).find((name) => names.has(name));
}
