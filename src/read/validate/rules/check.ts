/** What a value has to be, beyond its type. */
import { isNull, type Mapping, type Node, type Scalar } from "../../../model/node.ts";

export interface Check {
  /** `services.*.ports.[]`: `*` is any key, `[]` any item. */
  readonly path: string;
  readonly code: string;
  /**
   * @param root of the whole tree, for what depends on names that it declares
   * @returns what is wrong, as the end of a sentence that begins with the value's path
   */
  readonly wrong: (node: Node, root: Mapping) => string | undefined;
  readonly remedy: string | ((node: Node) => string);
  /** A `notice` is for what Compose takes, and something further on may not. */
  readonly severity?: "notice";
}

type Rest = Pick<Check, "code" | "remedy" | "severity">;

/** The same check at several paths. */
export function at(paths: readonly string[], wrong: Check["wrong"], rest: Rest): readonly Check[] {
  return paths.map((path) => ({ path, wrong, ...rest }));
}

/** Only texts are looked at; what is no text, the schema has refused or taken already. */
export const text =
  (wrong: (text: string) => string | undefined) =>
  (node: Node): string | undefined =>
    node.kind === "scalar" && typeof node.value === "string" ? wrong(node.value) : undefined;

/** Where Compose takes an empty text for none at all, as an unset variable leaves it. */
export const textIfAny = (wrong: (text: string) => string | undefined) =>
  text((written) => (written === "" ? undefined : wrong(written)));

/** Texts and numbers, but nothing empty. */
export const scalar =
  (wrong: (node: Scalar) => string | undefined) =>
  (node: Node): string | undefined =>
    node.kind === "scalar" && !isNull(node) ? wrong(node) : undefined;

export const unless = (isRight: boolean, wrong: string): string | undefined => (isRight ? undefined : wrong);

/** What a parser that answers with a value or with a text has to say. */
export const complaintOf = (parsed: unknown): string | undefined => (typeof parsed === "string" ? parsed : undefined);

/** The text of a value, for asking what was meant. */
export const written = (node: Node): string => (node.kind === "scalar" ? String(node.value) : "");
