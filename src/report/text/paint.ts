/** Colour as an argument: nothing here looks at a terminal or the environment. */
export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

export type Paint = (style: Style, text: string) => string;

/** SGR parameters that switch a style on and off, ECMA-48 section 8.3.117. */
const codes: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

export const painter = (on: boolean): Paint => (on ? coloured : (_, text) => text);

function coloured(style: Style, text: string): string {
  const [on, off] = codes[style];
  return text === "" ? "" : `\x1b[${on}m${text}\x1b[${off}m`;
}
