import { displayWidth, splitAt } from "./width.ts";

/** Breaks a text at spaces so that no line is wider than `columns`; a word that is wider on its own is cut. */
export function wrap(text: string, columns: number): readonly string[] {
  return text.split("\n").flatMap((line) => wrapLine(line, Math.max(1, columns)));
}

/** The same, with every line but the first moved to the right. */
export function wrapHanging(text: string, columns: number, first: string, rest: string): readonly string[] {
  const room = columns - Math.max(displayWidth(first), displayWidth(rest));
  return wrap(text, Math.max(20, room)).map((line, i) => `${i === 0 ? first : rest}${line}`);
}

function wrapLine(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").filter((part) => part !== "")) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (displayWidth(joined) <= columns) {
      line = joined;
      continue;
    }
    if (line !== "") lines.push(line);
    line = word;
    while (displayWidth(line) > columns) {
      const [head, rest] = splitAt(line, columns);
      if (rest === "") break;
      lines.push(head);
      line = rest;
    }
  }
  lines.push(line);
  return lines;
}
