/** What the system needs, and nothing of the caller's own. */
const names = ["PATH", "LANG", "LC_ALL", "TZ", "TMPDIR"];

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment that a process of the stack gets. */
export const passedOn = (environment: Environment): Readonly<Record<string, string>> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
