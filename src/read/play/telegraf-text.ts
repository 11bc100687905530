/**
 * telegraf.conf with the environment's variables in it, as Telegraf does it: in the text, before it is read as TOML. A variable that nobody
 * set stays as it is written. Lines keep their numbers as long as no value has several.
 * @see influxdata/telegraf, docs/CONFIGURATION.md, "Environment Variables"
 */
export function withVariables(text: string, environment: Readonly<Record<string, string>>): string {
  const own = (name: string) => (Object.hasOwn(environment, name) ? environment[name] : undefined);
  return text.replaceAll(reference, (whole, name?: string, otherwise?: string) =>
    name === undefined ? whole : ((own(name) || otherwise) ?? own(name) ?? whole),
  );
}

/** Comments are passed over: what stands in one is not for Telegraf. */
const reference = /^[ \t]*#.*$|\$\{(\w+)(?::-([^}]*))?\}/gm;
