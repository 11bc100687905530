/**
 * A command in one text, as Compose splits it: it looks like a shell's, and no shell ever sees it.
 * @see mattn/go-shellwords 1.0.13, `Parse`, which compose-go takes for `command` and `entrypoint`; it fills in nothing and runs nothing
 */

export interface Words {
  readonly words: readonly string[];
  /** One of `;&|<>`, outside of quotes: Compose ends the command there without a word, and what follows is never run. */
  readonly cutBy?: string;
}

const blanks = " \t\r\n";
const cuts = ";&|<>";
/** Compose releases with go-shellwords 1.0.12 leave both as the letters. */
const escapes: ReadonlyMap<string, string> = new Map([
  ["t", "\t"],
  ["n", "\n"],
]);

/** @returns what is wrong, as the end of a sentence that begins with the command, where Compose refuses it */
export function splitWords(text: string): Words | string {
  const words: string[] = [];
  let word: string | undefined;
  let [quote, isInBackquotes, isEscaped] = ["", false, false];
  for (const char of text) {
    const isBare = quote === "" && !isInBackquotes;
    if (isEscaped) {
      word = (word ?? "") + (escapes.get(char) ?? char);
      isEscaped = false;
    } else if (char === "\\" && quote !== "'") isEscaped = true;
    else if (isBare && blanks.includes(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (isBare && cuts.includes(char)) {
      // The number in front of `>` is that of a file to a shell, and so is any word that begins with a digit.
      if (word !== undefined && !(char === ">" && /^\d/.test(word))) words.push(word);
      return { words, cutBy: char };
    } else if ((char === "'" || char === '"') && (quote === "" || quote === char)) {
      if (quote === char) word ??= "";
      quote = quote === char ? "" : char;
    } else {
      if (char === "`" && quote === "") isInBackquotes = !isInBackquotes;
      if ((char === "(" || char === ")") && !isInBackquotes && (quote === "" || quote === "$(")) {
        const isOpening = char === "(" && quote === "" && word?.endsWith("$");
        if (!isOpening && !(char === ")" && quote === "$(")) return `has a \`${char}\` outside of quotes`;
        quote = isOpening ? "$(" : "";
      }
      word = (word ?? "") + char;
    }
  }
  if (isEscaped) return "ends in a backslash";
  const open = quote === "$(" ? "`$(`" : quote !== "" ? "quote" : isInBackquotes ? "backquote" : undefined;
  if (open !== undefined) return `has a ${open} that is not closed`;
  return { words: word === undefined ? words : [...words, word] };
}
