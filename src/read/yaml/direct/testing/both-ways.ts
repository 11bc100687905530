import { expect } from "vitest";
import type { Node } from "../../../../model/node.ts";
import { Notes } from "../../../say/say.ts";
import { placesIn } from "../../../tree/places.ts";
import { buildTree } from "../../build.ts";
import { compose } from "../../compose.ts";
import { type Comment, Margin } from "../../scan/margin.ts";
import { scan } from "../../scan/scan.ts";
import { readDirectly } from "../direct.ts";
import { fromDocument } from "../from-document.ts";
import type { Written } from "../written.ts";

export interface Read {
  readonly tree: Node;
  readonly said: readonly unknown[];
  readonly comments: readonly Comment[];
}

export function directly(text: string): Read | undefined {
  const read = readDirectly(text);
  return read && built(text, read.root, read.comments);
}

/** By the parser, which must find one document, and nothing wrong with it. */
export function fully(text: string): Read {
  const scanned = scan(text);
  if ("refusal" in scanned) throw new Error(`refused: ${scanned.refusal}`);
  const { documents, errors } = compose(scanned.tokens);
  expect([errors, documents.length]).toEqual([[], 1]);
  return built(text, fromDocument(documents[0]?.contents), scanned.comments);
}

function built(text: string, root: Written | undefined, comments: readonly Comment[]): Read {
  const say = new Notes();
  const margin = new Margin(text, comments);
  const tree = buildTree(root, text.length, { say, spanAt: placesIn(text, "f.yml"), margin });
  return { tree, said: say.problems, comments };
}
