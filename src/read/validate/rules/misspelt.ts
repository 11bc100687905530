import { suggest } from "../../say/suggest.ts";
import { at, type Check, text, unless, written } from "./check.ts";

/**
 * Names from an open set: a plugin may bring others. One that differs by a letter or two from one that everybody has is probably that
 * one misspelt.
 */
export function misspelt(paths: readonly string[], known: readonly string[], thing: string): readonly Check[] {
  const near = (name: string) => (known.includes(name) ? undefined : suggest(name, known));
  return at(
    paths,
    text((name) => unless(near(name) === undefined, `names a ${thing} that Docker does not bring along`)),
    {
      code: "unusual-name",
      severity: "notice",
      remedy: (node) => `Did you mean \`${near(written(node))}\`?`,
    },
  );
}
