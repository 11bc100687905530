const inSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/**
 * A duration as Vault and OpenBao take it.
 * @see Vault documentation, "Duration format strings": seconds, or numbers with a unit one after the other
 * @returns seconds, at least 1; undefined when it is none
 */
export function secondsOf(text: string): number | undefined {
  const words = /^\d{1,9}$/.test(text)
    ? [`${text}s`]
    : (/^(?:\d{1,9}[smhd])+$/.exec(text) ?? [""])[0].match(/\d+[smhd]/g);
  const sum = (words ?? []).reduce(
    (all, word) => all + Number(word.slice(0, -1)) * (inSeconds[word.slice(-1)] ?? 0),
    0,
  );
  return Number.isSafeInteger(sum) && sum >= 1 ? sum : undefined;
}
