/** One line of a host's log (JSON, as pino writes it) as a person reads it. */
export interface LogLine {
  readonly time: string;
  readonly service: string;
  readonly text: string;
}

const levels: Readonly<Record<number, string>> = {
  10: "trace",
  20: "debug",
  30: "info",
  40: "warn",
  50: "error",
  60: "fatal",
};
const known = new Set(["level", "time", "service", "msg", "pid", "hostname"]);

/** What is not JSON (a crash's last words) is passed on as it stands, under the process's name. */
export function logLine(line: string, process: string): LogLine | undefined {
  const entry = parsed(line);
  if (!entry) return line.trim() === "" ? undefined : { time: "", service: process, text: line };
  const level = levels[Number(entry.level)] ?? "info";
  const rest = Object.entries(entry).flatMap(([key, value]) => (known.has(key) ? [] : [`${key}=${show(value)}`]));
  const text = [level.padEnd(5), String(entry.msg ?? ""), ...rest].join(" ").trimEnd();
  return { time: String(entry.time ?? ""), service: String(entry.service ?? process), text };
}

export function showLogLine({ time, service, text }: LogLine, serviceWidth: number): string {
  return `${time.padEnd(24)} ${service.padEnd(serviceWidth)} ${text}`;
}

function parsed(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** Control characters in what a client sent must not steer the terminal: JSON keeps them escaped. */
function show(value: unknown): string {
  return typeof value === "string" && /^[\w.:/@+-]+$/.test(value) ? value : JSON.stringify(value);
}
