const blank = /[ \t\r\n]+/y;
const comment = /#[^\n]*/y;
const piece = /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^ \t\r\n'"\\]+)/y;

/**
 * A command in one text as the docker CLI splits it (google/shlex), which is not as Compose does: a `#` at the beginning of a word starts
 * a comment, and only the blanks of ASCII part words.
 * @returns undefined when a quote is not closed, or nothing follows the last backslash
 */
export function cliWords(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length; ) {
    const skipped = match(blank, text, at) ?? (word === undefined ? match(comment, text, at) : undefined);
    if (skipped) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at += skipped[0].length;
      continue;
    }
    const found = match(piece, text, at);
    if (!found) return undefined;
    const [all, single, double, escaped, plain] = found;
    word = (word ?? "") + (single ?? double?.replaceAll(/\\([\s\S])/g, "$1") ?? escaped ?? plain ?? "");
    at += all.length;
  }
  return word === undefined ? words : [...words, word];
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
