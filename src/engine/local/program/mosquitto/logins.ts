/**
 * Who is connected to a mosquitto, from what it logs. It says who came and as which user, and who left.
 * Invariant: what the log does not tell is not made up: without logins, or without their time, nobody can say.
 * @see mosquitto, src/handle_connect.c, "New client connected from"; mosquitto.conf(5), connection_messages, log_type
 */
import type { LoginSeen } from "../../../../model/login-seen.ts";

const came = /New client connected from \S+ as (.+) \(p\d, c(\d), k\d+(?:, u'(.*)')?\)\.$/;
const left =
  /Client (.+?) (?:disconnected|closed its connection|has exceeded timeout|already connected|been disconnected)|Bad socket read\/write on client (.+?): /;

/**
 * @param text its log
 * @returns clients of these users; undefined when its start is not in the log, so that others may be connected of whom nothing is known,
 * when nobody's login is (whoever starts it logs in), or when a line does not say when it was written
 */
export function loginsIn(text: string, users: ReadonlySet<string>): readonly LoginSeen[] | undefined {
  const lines = text.split("\n");
  const start = lines.findLastIndex((line) => /mosquitto version \S+ starting/.test(line));
  if (start < 0) return undefined;
  let isTold = false;
  const seen = new Map<string, LoginSeen>();
  for (const line of lines.slice(start)) {
    const [, client, clean, user = ""] = came.exec(line) ?? [];
    if (client !== undefined) {
      const atMs = writtenMs(line);
      if (atMs === undefined) return undefined;
      isTold = true;
      seen.set(client, { user, client, password: 0, isConnected: true, isAwaited: clean === "0", atMs });
      continue;
    }
    const [, inOrder, broken = ""] = left.exec(line) ?? [];
    const gone = seen.get(inOrder ?? broken);
    if (gone) seen.set(gone.client, { ...gone, isConnected: false });
  }
  return isTold ? [...seen.values()].filter(({ user }) => users.has(user)) : undefined;
}

/** A second that has begun may last on: a login is not taken for an earlier one than it was. */
const restOfSecondMs = 999;

/**
 * Of a line that begins with the seconds since 1970, as mosquitto stamps it, or with an ISO 8601 time, as its manual shows how to have it;
 * without a distance from UTC, that is this machine's.
 * @see mosquitto.conf(5), log_timestamp and log_timestamp_format
 */
function writtenMs(line: string): number | undefined {
  const [, seconds] = /^(\d{9,}): /.exec(line) ?? [];
  if (seconds !== undefined) return Number(seconds) * 1000 + restOfSecondMs;
  const [, time = "", hours, minutes = "00"] =
    /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:Z|([+-]\d\d):?(\d\d)?)?: /.exec(line) ?? [];
  const zone = hours === undefined ? (line.startsWith("Z", time.length) ? "Z" : "") : `${hours}:${minutes}`;
  const ms = Date.parse(`${time.replace(" ", "T")}${zone}`);
  return Number.isNaN(ms) ? undefined : ms + restOfSecondMs;
}
