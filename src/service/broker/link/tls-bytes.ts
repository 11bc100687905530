import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import { Fault } from "../../../model/fault.ts";
import type { TlsFiles } from "../../../model/launch.ts";

export interface TlsBytes {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Reads certificate and key and tries them, so that a bad pair is found before it replaces a good one. @throws Fault "certificate" */
export async function readTls({ certificate, key }: TlsFiles): Promise<TlsBytes> {
  try {
    const bytes = { cert: await readFile(certificate), key: await readFile(key) };
    createSecureContext(bytes);
    return bytes;
  } catch (cause) {
    const what = `certificate ${certificate} and key ${key} cannot be used: ${cause instanceof Error ? cause.message : cause}`;
    throw new Fault("certificate", what, "Give PEM files of a certificate and of its own key.", { cause });
  }
}
