/**
 * Telegraf's filters of field names (`tag_keys`, `json_string_fields`): plain names, or globs once one of them has `*`, `?` or `[`.
 * Invariant: a match costs at most the length of the name times that of the pattern; the names come from whoever may publish.
 * @see Telegraf, filter package; github.com/gobwas/glob for `*`, `?`, `[a-z]`, `[!a-z]`, `{a,b}` and `\`
 */
export type KeyFilter = (key: string) => boolean;

/** @returns undefined for no patterns: nothing matches */
export function keyFilter(patterns: readonly string[]): KeyFilter | undefined {
  if (patterns.length === 0) return undefined;
  if (!patterns.some((pattern) => /[*?[]/.test(pattern))) {
    const names = new Set(patterns);
    return (key) => names.has(key);
  }
  const globs = patterns.flatMap(expandBraces).map(readGlob);
  return (key) => {
    const chars = [...key];
    return globs.some((glob) => matchesGlob(glob, chars));
  };
}

type Part = "any" | ((char: string) => boolean);

/** `a{b,c}d` → `abd`, `acd`; the innermost first. A brace without its partner stands for itself. */
function expandBraces(pattern: string): readonly string[] {
  const braces = /^((?:[^\\]|\\.)*?)\{((?:[^\\{}]|\\.)*)\}(.*)$/s.exec(pattern);
  if (!braces) return [pattern];
  const [, before = "", within = "", after = ""] = braces;
  const choices = within.match(/(?:[^\\,]|\\.)+|(?<=^|,)(?=,|$)/gs) ?? [""];
  return choices.flatMap((choice) => expandBraces(`${before}${choice}${after}`));
}

function readGlob(pattern: string): readonly Part[] {
  const tokens = pattern.match(/\*+|\?|\[!?[^\]]+\]|\\.|./gsu) ?? [];
  return tokens.map((token): Part => {
    if (token.startsWith("*")) return "any";
    if (token === "?") return () => true;
    if (token.startsWith("[") && token.length > 2) return oneOf(token.slice(1, -1));
    const literal = token.length > 1 && token.startsWith("\\") ? token.slice(1) : token;
    return (char) => char === literal;
  });
}

/** @param list what stands between the brackets: characters, `a-z`, and `!` in front to turn it around */
function oneOf(list: string): (char: string) => boolean {
  const negated = list.startsWith("!");
  const ranges = (negated ? list.slice(1) : list).match(/.-.|./gsu) ?? [];
  return (char) =>
    negated !==
    ranges.some((range) => {
      const [low = "", , high = low] = [...range];
      return char >= low && char <= high;
    });
}

/** Two pointers, going back to the last `*` only. */
function matchesGlob(glob: readonly Part[], chars: readonly string[]): boolean {
  let part = 0;
  let star = -1;
  let starAt = 0;
  for (let at = 0; at < chars.length; ) {
    const wanted = glob[part];
    const char = chars[at] ?? "";
    if (wanted === "any") {
      star = part++;
      starAt = at;
    } else if (wanted?.(char)) {
      part++;
      at++;
    } else if (star >= 0) {
      part = star + 1;
      at = ++starAt;
    } else return false;
  }
  while (glob[part] === "any") part++;
  return part === glob.length;
}
