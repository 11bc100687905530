/**
 * Topic names and filters, MQTT 3.1.1 section 4.7.
 * Invariant: everything here is a pure function of strings, since broker, measures and probes must agree to the letter.
 */

/** Longest topic that fits the two-byte length prefix, in UTF-8 bytes (section 1.5.3). */
const topicLimitBytes = 65_535;

/** @see MQTT 3.1.1 [MQTT-3.3.2-2]: a topic name in a PUBLISH has no wildcard; [MQTT-4.7.3-1], [MQTT-4.7.3-2]: not empty, no U+0000 */
export function isTopicName(topic: string): boolean {
  return fits(topic) && !/[+#\0]/.test(topic);
}

/** @see MQTT 3.1.1 [MQTT-4.7.1-2] and [MQTT-4.7.1-3]: `#` stands alone and last, `+` fills a whole level */
export function isTopicFilter(filter: string): boolean {
  if (!fits(filter) || filter.includes("\0")) return false;
  const levels = filter.split("/");
  return levels.every((level, i) => {
    if (level === "#") return i === levels.length - 1;
    return level === "+" || !/[+#]/.test(level);
  });
}

/** @see MQTT 3.1.1 section 4.7.2: a filter that starts with a wildcard does not match topics that start with `$` */
export function matches(filter: string, topic: string): boolean {
  if (topic.startsWith("$") && !filter.startsWith("$")) return false;
  return matchLevels(filter.split("/"), topic.split("/"));
}

/** Whether every topic that `narrow` matches is matched by `wide` too: what an ACL must ask about a SUBSCRIBE. */
export function covers(wide: string, narrow: string): boolean {
  if (narrow.startsWith("$") !== wide.startsWith("$") && !(wide.startsWith("$") && narrow === wide)) return false;
  const w = wide.split("/");
  const n = narrow.split("/");
  for (let i = 0; i < w.length; i++) {
    if (w[i] === "#") return true;
    if (i >= n.length) return false;
    if (n[i] === "#") return false;
    if (w[i] !== "+" && w[i] !== n[i]) return false;
  }
  return n.length === w.length;
}

function matchLevels(filter: readonly string[], topic: readonly string[]): boolean {
  for (let i = 0; i < filter.length; i++) {
    if (filter[i] === "#") return true;
    if (i >= topic.length) return false;
    if (filter[i] !== "+" && filter[i] !== topic[i]) return false;
  }
  return filter.length === topic.length;
}

function fits(text: string): boolean {
  return text.length > 0 && text.length * 3 <= topicLimitBytes * 3 && utf8Length(text) <= topicLimitBytes;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
