/** UTF-8 strings as MQTT has them, section 1.5.3. */
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const unwanted = /[\p{Cc}\p{Noncharacter_Code_Point}]/u;

/**
 * Refuses what must be refused (ill-formed UTF-8, surrogates, U+0000: [MQTT-1.5.3-1], [MQTT-1.5.3-2]) and what may be (control
 * characters and non-characters, as mosquitto does), so that no name can forge a log line or a record.
 * @returns undefined when the bytes are not such a string
 */
export function readText(bytes: Buffer, start: number, end: number): string | undefined {
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (byte >= 0x80) return readWide(bytes.subarray(start, end));
    if (byte < 0x20 || byte === 0x7f) return undefined;
  }
  return bytes.toString("latin1", start, end);
}

function readWide(bytes: Buffer): string | undefined {
  try {
    const text = strict.decode(bytes);
    return unwanted.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
