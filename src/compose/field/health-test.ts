/** `healthcheck.test`: a text for the shell, or a list that begins with how it is run. */

export type HealthTest =
  | { readonly how: "NONE" }
  /** No list at all, or an empty one: the image's own. */
  | { readonly how: "inherited" }
  | { readonly how: "CMD" | "CMD-SHELL"; readonly words: readonly string[] };

/** @returns what is wrong, as the end of a sentence that begins with "the test", when it is none */
export function parseHealthTest(test: string | readonly string[]): HealthTest | string {
  if (typeof test === "string") return test === "" ? { how: "inherited" } : { how: "CMD-SHELL", words: [test] };
  const [how, ...words] = test;
  if (how === undefined) return { how: "inherited" };
  if (how === "NONE") return { how };
  if (how !== "CMD" && how !== "CMD-SHELL") return "must begin with CMD, CMD-SHELL or NONE";
  return words.length === 0 ? `has no command behind ${how}` : { how, words };
}
