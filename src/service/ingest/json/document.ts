import { type Malformed, malformed } from "../reader.ts";

/**
 * The value of a JSON text, with what Go's decoder does besides: a byte order mark and blanks around it are cut off, and half a surrogate
 * pair becomes U+FFFD, so that every name and text that goes on is Unicode.
 */
export function readDocument(text: string): { readonly value: unknown } | Malformed {
  try {
    return { value: text.includes("\\") && /\\ud/i.test(text) ? withoutHalfPairs(JSON.parse(text)) : JSON.parse(text) };
  } catch {
    const trimmed = text.trim();
    if (trimmed === "") return malformed.noField;
    return trimmed === text ? malformed.notJson : readDocument(trimmed);
  }
}

/** JSON.stringify writes just the half pairs as escapes (ECMA-262, QuoteJSONString). Deep nesting makes it throw. */
function withoutHalfPairs(value: unknown): unknown {
  const text = JSON.stringify(value).replace(/\\(?:u(d[89a-f][0-9a-f]{2})|.)/g, (written, half) =>
    half ? "\uFFFD" : written,
  );
  return JSON.parse(text);
}
