/**
 * Whether a text may stand without quotes, so that each YAML reader takes it for that text: YAML 1.2's, and the docker CLI's, which
 * knows some of YAML 1.1's numbers, dates and words too.
 * @see YAML 1.2.2, 7.3.3 and 10.3; YAML 1.1's types int, float, bool, null, timestamp, merge and value
 */

/** Nothing in it can be a sign of YAML, and no number starts like it. */
const simple = /^[A-Za-z_/][\w/.@+-]*$/;

const words = new Set(["", "~", "null", "true", "false", "y", "n", "yes", "no", "on", "off", "=", "<<"]);

const number =
  /^[-+]?(?:0b[01]+|0o[0-7]+|0x[\da-f]+|(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?|\d+(?::[0-5]?\d)+(?:\.\d*)?|\.inf|\.nan)$/i;

const date = /^\d{4}-\d\d?-\d\d?/;

/** Of a text that another reader breaks at or refuses: other line ends, controls, halves of pairs, and what is no character. */
const unprintable = /[^\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffc\u{10000}-\u{10ffff}]/u;

const sign = /^(?:[?:,[\]{}#&*!|>'"%@` ]|-(?:[- ]|$)(?!-[\w])|---|\.\.\.)|: | #|[: ]$/;

/** Signs inside of `[…]` and `{…}`. */
const flowSign = /^-|[,[\]{}]/;

export function isPlain(text: string, isFlow: boolean): boolean {
  if (simple.test(text)) return !words.has(text.toLowerCase());
  if (text.length > longest || sign.test(text) || (isFlow && flowSign.test(text)) || unprintable.test(text))
    return false;
  return !(words.has(text) || number.test(text.replaceAll("_", "")) || date.test(text));
}

/** A text without quotes is read sign by sign; a long one is as well in quotes. */
const longest = 100_000;

export function isPrintable(text: string): boolean {
  return !unprintable.test(text);
}
