import { Composer, type Document, type ParsedNode, Parser } from "yaml";
import type { Node } from "../../model/node.ts";
import type { Span } from "../../model/span.ts";
import type { Say } from "../say/say.ts";
import type { SourceFile } from "../sources.ts";
import { placesIn } from "../tree/places.ts";
import { buildTree, depthLimit, sayTooDeep } from "./build.ts";
import { tooDeep } from "./depth.ts";
import { openerBefore } from "./opener.ts";
import { plainText } from "./plain-text.ts";
import { inPlainWords, isEcho, isUnclosed } from "./syntax.ts";

/**
 * Largest YAML file that is read, in UTF-16 units: five times EdgeX's. The parser takes seconds to find the errors of a megabyte of
 * junk.
 */
const yamlLimit = 262_144;

/** More syntax errors than this in one file are echoes of the first ones. */
const syntaxErrorLimit = 20;

const options = {
  logLevel: "silent",
  prettyErrors: false,
  resolveKnownTags: false,
  // Checked while the tree is built: the parser compares every key with every other, which takes minutes on a long map.
  uniqueKeys: false,
  version: "1.2",
} as const;

/**
 * A YAML text as trees, one for each document that has content.
 * @returns undefined when the syntax is broken: what could be guessed from the rest would only mislead
 */
export function parseYaml({ path, text }: SourceFile, say: Say): readonly Node[] | undefined {
  const plain = plainText(text, path, say, yamlLimit);
  if (plain === undefined) return undefined;
  // Not the parser's own line counter: it misses line breaks inside of what it could not read.
  const spanAt = placesIn(plain, path);
  const tokens = [...new Parser().parse(plain)];
  const deep = tokens.map((token) => tooDeep(token, depthLimit)).find((offset) => offset !== undefined);
  if (deep !== undefined) return sayTooDeep(spanAt(deep), say);
  const composer = new Composer(options);
  const documents = [...composer.compose(tokens)];
  const stray = documents.length === 0 ? [{ errors: composer.streamInfo().errors }] : documents;
  if (!saySyntaxErrors(stray, spanAt, say)) return undefined;
  return documents
    .filter((document) => document.contents !== null)
    .map((document) => buildTree(document.contents, say, path, spanAt));
}

/** What stands outside of any document has errors, and no content. */
type Composed = Document.Parsed<ParsedNode> | Pick<Document.Parsed, "errors">;

/** One for each line at the most: a second one in a line is nearly always an echo. @returns whether there were none */
function saySyntaxErrors(documents: readonly Composed[], spanAt: (offset: number) => Span, say: Say): boolean {
  const seen = new Set<number>();
  for (const document of documents) {
    for (const error of document.errors) {
      const gaveUp = spanAt(error.pos[0]);
      if (seen.has(gaveUp.line) || (seen.size > 0 && isEcho(error))) continue;
      if (seen.size >= syntaxErrorLimit) return false;
      const opener = isUnclosed(error) && "contents" in document ? openerBefore(document, error.pos[0]) : undefined;
      const at = opener === undefined ? gaveUp : spanAt(opener);
      const isNew = !seen.has(at.line);
      seen.add(gaveUp.line).add(at.line);
      const { what, remedy } = inPlainWords(error);
      if (isNew) say.error("yaml", at, what, remedy);
    }
  }
  return seen.size === 0;
}
