import { Composer, type CST, type Document, type ParsedNode } from "yaml";
import type { Misread } from "./error/syntax.ts";
import { errorLimit } from "./scan/scan.ts";

const options = {
  logLevel: "silent",
  prettyErrors: false,
  resolveKnownTags: false,
  // Checked while the tree is built: the composer compares every key with every other, which takes minutes on a long map.
  uniqueKeys: false,
  version: "1.2",
} as const;

export interface Composed {
  readonly documents: readonly Document.Parsed<ParsedNode>[];
  readonly errors: readonly Misread[];
}

/** Documents of tokens. Stops at the thousandth error: an error object each takes minutes for a file of junk. */
export function compose(tokens: readonly CST.Token[]): Composed {
  const errors: Misread[] = [];
  const composer = new Composer(options);
  const onError = (source: ErrorSource, code: string, message: string, isWarning?: boolean) => {
    if (isWarning) return;
    if (errors.length >= errorLimit) throw new Enough();
    errors.push({ offset: offsetOf(source), code, message });
  };
  // Not part of the composer's declared surface; without it errors are still found, only slower, and with a million objects.
  Object.assign(composer, { onError });
  try {
    const documents = [...composer.compose(tokens.filter(({ type }) => type !== "error"))];
    return { documents, errors: [...errors, ...documents.flatMap(foundByItself), ...placeless(tokens)] };
  } catch (error) {
    if (error instanceof Enough) return { documents: [], errors };
    throw error;
  }
}

class Enough extends Error {}

type ErrorSource = number | readonly number[] | { readonly offset: number };

function offsetOf(source: ErrorSource): number {
  if (typeof source === "number") return source;
  return "offset" in source ? source.offset : (source[0] ?? 0);
}

const foundByItself = ({ errors }: Document.Parsed): readonly Misread[] =>
  errors.map(({ pos, code, message }) => ({ offset: pos[0], code, message }));

/** What the parser could not place at all. */
function placeless(tokens: readonly CST.Token[]): readonly Misread[] {
  return tokens.flatMap((token) => {
    if (token.type !== "error") return [];
    return [{ offset: token.offset, code: "UNEXPECTED_TOKEN", message: token.message }];
  });
}
