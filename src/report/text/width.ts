/** How many terminal columns a text takes, and texts cut or filled to a number of them. */

/** Made when a first text needs it: it takes longer to make than all of a short report, and most texts are ASCII. */
let graphemes: Intl.Segmenter | undefined;

/** East Asian Wide and Fullwidth (UAX #11) for the scripts that have them, and what is shown as an emoji. */
const wide =
  /^[\p{Emoji_Presentation}\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Yi}\u3000-\u303e\u30a0-\u30ff\uff01-\uff60\uffe0-\uffe6]|\ufe0f/u;
const invisible = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

/** @returns columns; the text must be printable, without line ends */
export function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let columns = 0;
  for (const cluster of clusters(text)) columns += clusterWidth(cluster);
  return columns;
}

export function padEnd(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - displayWidth(text)));
}

export function padStart(text: string, columns: number): string {
  return " ".repeat(Math.max(0, columns - displayWidth(text))) + text;
}

/** The longest beginning that fits, and the rest; at least one character, so that a loop over it ends. */
export function splitAt(text: string, columns: number): readonly [head: string, rest: string] {
  let head = "";
  let used = 0;
  for (const cluster of clusters(text)) {
    used += clusterWidth(cluster);
    if (used > columns && head !== "") break;
    head += cluster;
  }
  return [head, text.slice(head.length)];
}

/** Cut to fit, with a mark where something is missing. */
export function shorten(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  const [head] = splitAt(text, columns - 1);
  return displayWidth(head) < columns ? `${head.trimEnd()}…` : "…";
}

function clusterWidth(cluster: string): number {
  if (invisible.test(cluster)) return 0;
  return wide.test(cluster) ? 2 : 1;
}

function* clusters(text: string): Generator<string> {
  graphemes ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  for (const { segment } of graphemes.segment(text)) yield segment;
}
