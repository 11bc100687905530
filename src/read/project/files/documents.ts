import { describe, type Mapping } from "../../../model/node.ts";
import { Notes, type Say } from "../../say/say.ts";
import type { ParsedFile, SourceFile, Sources } from "../../sources.ts";
import { parseYaml } from "../../yaml/parse.ts";

const remedy = "A compose file begins with `services:`, with one indented name for each service below it.";

/** The documents of a compose file, parsed once in all rounds of reading. @returns undefined when it is none: what is wrong has been said */
export function documentsOf(file: SourceFile, parsed: Sources["parsed"], say: Say): ParsedFile["documents"] {
  const before = parsed?.get(file.path);
  const read = before?.text === file.text ? before : parse(file);
  parsed?.set(file.path, read);
  for (const { severity, code, at, what, remedy } of read.problems) say[severity](code, at, what, remedy);
  return read.documents;
}

function parse(file: SourceFile): ParsedFile {
  const notes = new Notes();
  const documents = documentsIn(file, notes);
  return { text: file.text, documents, problems: notes.problems };
}

function documentsIn(file: SourceFile, say: Say): readonly Mapping[] | undefined {
  const trees = parseYaml(file, say);
  if (trees?.length === 0) {
    return say.error("empty-file", { file: file.path, line: 1, column: 1 }, "the file is empty", remedy);
  }
  const other = trees?.find((tree) => tree.kind !== "map");
  if (other) {
    const what = `a compose file is a map, but this is ${describe(other)}`;
    return say.error("not-compose", other.at, what, remedy);
  }
  return trees?.filter((tree) => tree.kind === "map");
}
