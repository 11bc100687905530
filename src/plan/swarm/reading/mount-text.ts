/**
 * The short volume syntax as the docker CLI reads it, which is not as Compose does: it takes Windows paths on every system, so that
 * `v:/d:z` is the drive v, and it passes over options that it does not know.
 */
export interface MountWords {
  readonly type: "bind" | "volume";
  readonly source?: string;
  readonly target: string;
  readonly readOnly: boolean;
  readonly nocopy: boolean;
  readonly propagation?: string;
}

const drive = /^\p{L}:/u;

/** @returns what is wrong, as the end of a sentence that begins with "the volume", when the text is none */
export function readMountText(text: string): MountWords | string {
  if (text === "") return "is empty";
  if (text.length <= 2) return { type: "volume", target: text, readOnly: false, nocopy: false };
  const [first = "", second, third, ...more] = fieldsOf(text);
  if ([first, second, third, ...more].includes("")) return "has nothing before, after or between its colons";
  if (more.length > 0) return "has too many colons";
  if (second === undefined) return { type: "volume", target: first, readOnly: false, nocopy: false };
  const options = third?.split(",") ?? [];
  const propagation = options.findLast((option) => /^r?(private|shared|slave)$/.test(option));
  return {
    type: isPath(first) ? "bind" : "volume",
    source: first,
    target: second,
    readOnly: options.findLast((option) => option === "ro" || option === "rw") === "ro",
    nocopy: options.includes("nocopy"),
    ...(propagation !== undefined && { propagation }),
  };
}

/** A colon behind a single letter parts nothing. */
function fieldsOf(text: string): readonly string[] {
  const fields: string[] = [];
  let rest = text;
  for (;;) {
    const colon = rest.indexOf(":", drive.exec(rest)?.[0].length ?? 0);
    if (colon < 0) return [...fields, rest];
    fields.push(rest.slice(0, colon));
    rest = rest.slice(colon + 1);
  }
}

function isPath(source: string): boolean {
  return /^[./~]/.test(source) || source.startsWith("\\\\") || drive.test(source);
}
