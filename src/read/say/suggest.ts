/** Longest word that is compared: nobody mistypes a longer one by a letter or two, and the table grows with the square. */
const lengthLimit = 40;

/**
 * The known word that was probably meant, for "did you mean …?".
 * @returns undefined when none is near: at most one edit in three letters (an edit is a letter added, left out, changed, or two
 * neighbours swapped)
 */
export function suggest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > lengthLimit) return undefined;
  const lower = word.toLowerCase().replaceAll("-", "_");
  let best: string | undefined;
  let bestEdits = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) >= bestEdits) continue;
    const edits = editDistance(lower, candidate.toLowerCase().replaceAll("-", "_"));
    if (edits < bestEdits) [best, bestEdits] = [candidate, edits];
  }
  return best;
}

/** The sentence for a remedy: the suggestion, or else what could stand there. */
export function didYouMean(word: string, known: readonly string[]): () => string {
  return () => {
    const nearest = suggest(word, known);
    if (nearest !== undefined) return `Did you mean \`${nearest}\`?`;
    return known.length <= 12 ? `Known here: ${known.join(", ")}.` : "Check the spelling, or take it out.";
  };
}

/** As `didYouMean`, for names that a person can hardly know: all of them follow. @param before what the list begins with */
export function meantOrAll(word: string, known: readonly string[], before: string): string {
  const nearest = suggest(word, known);
  const all = `${before} ${known.map((name) => `\`${name}\``).join(", ")}.`;
  return nearest === undefined ? all : `Did you mean \`${nearest}\`? ${all}`;
}

/** Optimal string alignment distance. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(changed, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    [before, above] = [above, row];
  }
  return above[b.length] ?? 0;
}
