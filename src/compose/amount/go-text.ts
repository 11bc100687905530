import type { Scalar } from "../../model/node.ts";
import { goNumber, isGoNumber } from "./go-number.ts";

/**
 * The text that arrives where Compose wants a text and a file has any single value: `1.50` without quotes arrives as `1.5`.
 * @returns null for an empty value
 */
export function goText(node: Scalar): string | null {
  const { value, source, plain } = node;
  if (value === null) return null;
  if (typeof value === "number") return isGoNumber(source) ? goNumber(source) : String(value);
  if (typeof value === "boolean") return String(value);
  // What YAML 1.2 leaves a text and Go's reader takes for a number: 1_000, 0b101. What a variable brought in stays a text.
  return plain && value === source && /[_b]/i.test(value) && isGoNumber(value) ? goNumber(value) : value;
}
