/**
 * An `env_file` as the docker CLI reads it, which is not as Compose does: nothing is taken off, filled in or unescaped, and blanks at the
 * end count. A name alone takes its value from the environment, or is passed over.
 * @returns what is wrong, for people, when a line is none
 */
export function readEnvFile(
  text: string,
  variable: (name: string) => string | undefined,
): readonly (readonly [name: string, value: string])[] | string {
  const read: [string, string][] = [];
  for (const [i, written] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    const line = written.trimStart();
    if (line === "" || line.startsWith("#")) continue;
    const equals = line.indexOf("=");
    const name = equals < 0 ? line : line.slice(0, equals);
    if (name === "") return `line ${i + 1} has no name before its =`;
    if (/[ \t]/.test(name)) return `line ${i + 1} has a blank in the name of its variable`;
    const value = equals < 0 ? variable(name) : line.slice(equals + 1);
    if (value !== undefined) read.push([name, value]);
  }
  return read;
}
