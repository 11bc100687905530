/** Where this machine's packages come from: a lab made here is made from there. */

const usual = "http://deb.debian.org/debian";

/**
 * @param sources texts of /etc/apt/sources.list and of the files in sources.list.d, in apt's order
 * @returns the first archive of Debian itself, not of its security updates
 * @see sources.list(5): one-line style and deb822 style
 */
export function mirrorIn(sources: readonly string[]): string {
  const lines = sources.flatMap((text) => text.split("\n"));
  const named = lines.flatMap((line) => {
    const uri = /^(?:URIs:|deb\s+(?:\[[^\]]*\]\s+)?)\s*(https?:\/\/[^\s]+)/.exec(line)?.[1];
    return uri ? [uri.replace(/\/+$/, "")] : [];
  });
  return named.find((uri) => uri.endsWith("/debian")) ?? usual;
}
