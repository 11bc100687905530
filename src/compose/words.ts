/**
 * Words as compose's own splitter makes them (mattn/go-shellwords), without expansion: '…' literally; elsewhere a backslash goes, and
 * the character behind it stays.
 * @returns undefined when a quote is not closed
 */
export function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  const token = /\s+|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\]+)|(['"\\])/gy;
  let word: string | undefined;
  for (const [all, single, double, escaped, plain, stray] of text.matchAll(token)) {
    if (stray !== undefined) return undefined;
    if (/^\s/.test(all) && escaped === undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? "") + (single ?? double?.replaceAll(/\\([\s\S])/g, "$1") ?? escaped ?? plain ?? "");
    }
  }
  return word === undefined ? words : [...words, word];
}
