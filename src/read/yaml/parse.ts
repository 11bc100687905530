import type { Node } from "../../model/node.ts";
import type { Span } from "../../model/span.ts";
import type { Say } from "../say/say.ts";
import type { SourceFile } from "../sources.ts";
import { placesIn } from "../tree/places.ts";
import { buildTree, sayTooDeep } from "./build.ts";
import { compose } from "./compose.ts";
import { readDirectly } from "./direct/direct.ts";
import { fromDocument } from "./direct/from-document.ts";
import { earlyErrors } from "./error/early.ts";
import { openersIn } from "./error/opener.ts";
import { inPlainWords, isEcho, isUnclosed, type Misread } from "./error/syntax.ts";
import { plainText } from "./plain-text.ts";
import { Margin } from "./scan/margin.ts";
import { type Refusal, scan } from "./scan/scan.ts";

/** Largest YAML file that is read, in UTF-16 units: five times 5,000 services. One of many short words ends earlier (`scan`). */
const yamlLimit = 16_777_216;

/** More syntax errors than this in one file are echoes of the first ones. */
const syntaxErrorLimit = 20;

/**
 * A YAML text as trees, one for each document that has content. Comments, blank lines and styles are in their looks.
 * @returns undefined when the syntax is broken: what could be guessed from the rest would only mislead
 */
export function parseYaml({ path, text }: SourceFile, say: Say): readonly Node[] | undefined {
  const plain = plainText(text, path, say, yamlLimit);
  if (plain === undefined) return undefined;
  // Not the parser's own line counter: it misses line breaks inside of what it could not read.
  const spanAt = placesIn(plain, path);
  const stray = /\r(?!\n)/.exec(plain);
  if (stray) return sayStrayReturn(spanAt(stray.index), say);
  const direct = readDirectly(plain);
  if (direct) {
    const margin = new Margin(plain, direct.comments);
    return [buildTree(direct.root, plain.length, { say, spanAt, margin })];
  }
  const early = earlyErrors(plain);
  if (early) return saySyntaxErrors(early, () => undefined, spanAt, say);
  const scanned = scan(plain);
  if ("refusal" in scanned) return sayRefusal(scanned.refusal, spanAt(scanned.offset), say);
  const { documents, errors } = compose(scanned.tokens);
  if (errors.length > 0) return saySyntaxErrors(errors, openersIn(scanned.tokens), spanAt, say);
  const margin = new Margin(plain, scanned.comments);
  return documents
    .filter((document) => document.contents !== null)
    .map((document, i, all) => {
      const end = all[i + 1]?.range[0] ?? plain.length;
      return buildTree(fromDocument(document.contents), end, { say, spanAt, margin });
    });
}

function sayStrayReturn(at: Span, say: Say): undefined {
  const what = "a line ends here with a carriage return alone";
  return say.error("line-end", at, what, "Save the file with line feeds (LF), or with CRLF.");
}

function sayRefusal(refusal: Refusal, at: Span, say: Say): undefined {
  switch (refusal) {
    case "too-deep":
      return sayTooDeep(at, say);
    case "too-long":
      return say.error("file-too-large", at, "the file is too large: it is read up to here", "Split it into several.");
    case "too-many-documents":
      return say.error(
        "too-many-documents",
        at,
        "more than 1000 documents in one file",
        "Take `---` and `...` lines out.",
      );
  }
}

/** One for each line at the most: a second one in a line is nearly always an echo. */
function saySyntaxErrors(
  errors: readonly Misread[],
  openerBefore: (end: number) => number | undefined,
  spanAt: (offset: number) => Span,
  say: Say,
): undefined {
  const seen = new Set<number>();
  for (const error of errors) {
    const gaveUp = spanAt(error.offset);
    if (seen.has(gaveUp.line) || (seen.size > 0 && isEcho(error))) continue;
    if (seen.size >= syntaxErrorLimit) return;
    const opener = isUnclosed(error) ? openerBefore(error.offset) : undefined;
    const at = opener === undefined ? gaveUp : spanAt(opener);
    const isNew = !seen.has(at.line);
    seen.add(gaveUp.line).add(at.line);
    const { what, remedy } = inPlainWords(error);
    if (isNew) say.error("yaml", at, what, remedy);
  }
}
