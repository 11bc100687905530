import type { Located, Span } from "../../../model/span.ts";
import type { Say } from "../../say/say.ts";
import type { Line } from "./lines.ts";

/**
 * `listener port [address or path]`.
 * @returns its section: `listener 1883`, or `listener 1883 127.0.0.1`; undefined when the problem has been said
 */
export function listenerSection(
  { at, value }: Line,
  sections: ReadonlyMap<string, Located<string>>,
  say: Say,
): string | undefined {
  const [port = "", bind] = value.value.split(/ +/);
  const address = bind?.startsWith("#") ? undefined : bind;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    return say.error(
      "bad-setting",
      value.at,
      "`listener` needs a port from 1 to 65535",
      "Write for example `listener 8883`.",
    );
  }
  if (Number(port) === 0 && !address?.startsWith("/")) {
    return say.error(
      "bad-setting",
      value.at,
      "`listener 0` needs the path of a unix socket",
      "Write a port from 1 to 65535.",
    );
  }
  if (address?.startsWith("/")) {
    say.notice("not-carried", at, "a listener on a unix socket is not carried out by this version", "Use a port.");
  }
  const section = `listener ${Number(port)} ${address ?? ""}`.trimEnd();
  const before = sections.get(section);
  if (!before) return section;
  const what = `\`${section}\` stands here a second time; the first is in ${lineOf(before.at, at)}`;
  return say.error("duplicate-setting", at, what, "Keep one: a port can be taken once.");
}

/** Where something stands, seen from another place: the file is told only when it is another one. */
export const lineOf = (at: Span, from: Span): string =>
  at.file === from.file ? `line ${at.line}` : `${at.file}, line ${at.line}`;
