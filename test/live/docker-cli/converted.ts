/** A compose file as its stack, written out with all that lies beside it. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { convert } from "../../../src/convert/convert.ts";
import type { Content } from "../../../src/convert/rule.ts";
import type { Conversion } from "../../../src/model/conversion.ts";
import type { Project } from "../../../src/model/project.ts";
import { readProject } from "../../../src/read/project.ts";
import { stackFile } from "../../../src/report/stack-file/stack-file.ts";

export interface Written {
  readonly project: Project;
  readonly conversion: Conversion;
  /** The stack file. */
  readonly file: string;
}

/** Whatever a person would have to waive is waived. @throws when the file has errors */
export function convertInto(directory: string, composeFile: string): Written {
  const project = projectOf(composeFile);
  const conversion = convert({
    project,
    outputDirectory: directory,
    asideDirectory: "stack.files",
    digest,
    waived: () => true,
  });
  for (const { path, text } of conversion.aside) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  const file = join(directory, "stack.yml");
  writeFileSync(file, stackFile(conversion.stack.root));
  return { project, conversion, file };
}

function projectOf(path: string): Project {
  const files = [{ path, text: readFileSync(path, "utf8") }];
  const found = new Map<string, string | undefined>();
  for (;;) {
    const result = readProject({ files, directory: dirname(path), environment: {}, found });
    if (!result.done) {
      for (const need of result.needs) found.set(need, existsSync(need) ? readFileSync(need, "utf8") : undefined);
      continue;
    }
    const errors = result.problems.filter(({ severity }) => severity === "error");
    if (errors.length > 0) throw new Error(`${path}: ${JSON.stringify(errors)}`);
    return result.project;
  }
}

function digest(content: Content): string | undefined {
  const hash = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  if ("text" in content) return hash(content.text);
  return "file" in content && existsSync(content.file) ? hash(readFileSync(content.file)) : undefined;
}
