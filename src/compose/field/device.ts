/** The short syntax of `devices`: `/dev/ttyUSB0[:/dev/tty[:rw]]`, or a CDI name, `vendor.com/class=device`. */

export interface DeviceText {
  readonly source: string;
  /** As the source, where it is not written. */
  readonly target: string;
  /** Of `r`, `w`, `m`. */
  readonly permissions: string;
}

/** @returns what is wrong, as the end of a sentence that begins with "the device", when the text is none */
export function parseDevice(text: string): DeviceText | string {
  const parts = text.split(":");
  const [source = "", second, third] = parts;
  if (parts.length > 3) return "has too many colons";
  if (parts.some((part) => part === "")) return "has nothing before, after or between its colons";
  if (parts.length === 1 && isCdiName(source)) return { source, target: source, permissions: "rwm" };
  if (!source.startsWith("/")) return `has \`${source}\` as the path on the host, which must start with /`;
  // Of two parts the second may be either, as the engine takes it.
  const isRights = second !== undefined && third === undefined && /^[rwm]{1,3}$/.test(second);
  const permissions = isRights ? second : (third ?? "rwm");
  const target = isRights ? source : (second ?? source);
  if (!/^[rwm]{1,3}$/.test(permissions)) return `has \`${permissions}\` where letters of \`rwm\` belong`;
  if (!target.startsWith("/")) return `has \`${target}\` as the path in the container, which must start with /`;
  return { source, target, permissions };
}

/** @see Container Device Interface: vendor/class=device */
function isCdiName(text: string): boolean {
  return /^[A-Za-z][\w.-]*\/[A-Za-z][\w-]*=[A-Za-z0-9][\w.:-]*$/.test(text);
}
