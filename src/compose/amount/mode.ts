import type { Scalar } from "../../model/node.ts";
import { goNumber, isGoNumber } from "./go-number.ts";

/**
 * Bits of a file's mode where a compose file has one. A text is octal, with or without a zero in front; a number without quotes is what
 * Go's YAML makes of it: 0440 and 0o440 are octal, 288 is decimal, and so is 440.
 * @returns undefined when it is none, or has bits beyond `07777`
 */
export function modeOf(node: Scalar): number | undefined {
  const mode = typeof node.value === "string" ? textMode(node) : numberMode(node.source);
  return mode !== undefined && mode <= 0o7777 ? mode : undefined;
}

function textMode(node: Scalar): number | undefined {
  const text = String(node.value);
  if (/^[0-7]{1,9}$/.test(text)) return Number.parseInt(text, 8);
  // YAML 1.2 has no such number, and Go's reader has: 0b100100000, 0_440.
  return node.plain && /_|^0b/i.test(text) ? numberMode(text) : undefined;
}

function numberMode(source: string): number | undefined {
  // A zero in front of an 8 or 9 makes a floating-point number of it, which no mode is.
  if (!isGoNumber(source) || /^0\d*[89]/.test(source)) return undefined;
  const number = goNumber(source);
  return /^\d{1,9}$/.test(number) ? Number(number) : undefined;
}

/** `0440`, as people and the engine write it. */
export function showMode(mode: number): string {
  return `0${mode.toString(8).padStart(3, "0")}`;
}
