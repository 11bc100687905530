/**
 * Who is connected to a mosquitto, from what it logs. It says who came and as which user, and who left.
 * @see mosquitto, src/handle_connect.c, "New client connected from"; mosquitto.conf(5), connection_messages
 */
import type { LoginSeen } from "../../../../model/login-seen.ts";

const came = /New client connected from \S+ as (.+) \(p\d, c(\d), k\d+(?:, u'(.*)')?\)\.$/;
const left =
  /Client (.+?) (?:disconnected|closed its connection|has exceeded timeout|already connected|has been|protocol error)/;

/**
 * @param text its log
 * @returns clients of these users; undefined when its start is not in the log, so that others may be connected of whom nothing is known
 */
export function loginsIn(text: string, users: ReadonlySet<string>): readonly LoginSeen[] | undefined {
  const lines = text.split("\n");
  const start = lines.findLastIndex((line) => /mosquitto version \S+ starting/.test(line));
  if (start < 0) return undefined;
  const seen = new Map<string, LoginSeen>();
  for (const line of lines.slice(start)) {
    const [, client, clean, user = ""] = came.exec(line) ?? [];
    if (client !== undefined) {
      const time = Number(/^(\d{9,}):/.exec(line)?.[1]);
      const atMs = Number.isNaN(time) ? {} : { atMs: time * 1000 };
      seen.set(client, { user, client, password: 0, isConnected: true, isAwaited: clean === "0", ...atMs });
      continue;
    }
    const gone = seen.get(left.exec(line)?.[1] ?? "");
    if (gone) seen.set(gone.client, { ...gone, isConnected: false });
  }
  return [...seen.values()].filter(({ user }) => users.has(user));
}
