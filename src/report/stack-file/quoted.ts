import { isPrintable } from "./plain.ts";

/** In quotes, on one line. @param like the quotes that it had; without any, those that need fewer escapes */
export function quoted(text: string, like: "single" | "double" | undefined): string {
  const isPlainInside = isPrintable(text);
  const single = like === "single" || (like === undefined && /["\\]/.test(text));
  return single && isPlainInside ? `'${text.replaceAll("'", "''")}'` : double(text);
}

/** JSON's escapes are YAML's. What JSON leaves as it is and YAML readers do not print is escaped as well. */
function double(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffc\u{10000}-\u{10ffff}]/gu,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
