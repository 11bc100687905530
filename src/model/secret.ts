declare const brand: unique symbol;

/** Names a secret; the bytes exist only in `keys/` and in the hand of whoever starts the service. */
export type SecretRef = string & { readonly [brand]: "SecretRef" };

export const secretRef = (name: string): SecretRef => name as SecretRef;

/** What has to exist before a stack can start. Made once, kept until it is rotated. */
export type SecretSpec =
  /** 24 random bytes from the OS, as 32 characters of base64url. */
  | { readonly kind: "password"; readonly ref: SecretRef }
  /** A key and a certificate of the stack's own CA, for a server with these names. */
  | {
      readonly kind: "server-certificate";
      readonly ref: SecretRef;
      readonly dnsNames: readonly string[];
      readonly ipAddresses: readonly string[];
    };

/** A place in a generated file that is filled when the stack starts; until then the file can be printed and committed. */
export type Hole =
  | { readonly hole: "password"; readonly ref: SecretRef }
  /** `$7$` PBKDF2-SHA512, as mosquitto_passwd(1) writes it. */
  | { readonly hole: "mosquitto-hash"; readonly ref: SecretRef }
  | { readonly hole: "certificate"; readonly ref: SecretRef }
  | { readonly hole: "private-key"; readonly ref: SecretRef }
  | { readonly hole: "ca-certificate" };

/** A file that belongs to one service alone. Written 0600 into a 0700 directory of that service's own. */
export interface GeneratedFile {
  readonly service: string;
  /** File name inside the service's directory; no slashes. */
  readonly name: string;
  readonly parts: readonly (string | Hole)[];
}

/** Stands in a setting where the service's own file `name` is to be written out; Telegraf reads the same words as a reference of its own. */
export const secretToken = (name: string): string => `@{edgeward:${name}}`;

/** The files' text as a person may see it: holes are named, never filled. */
export function showFile(file: GeneratedFile): string {
  return file.parts.map((part) => (typeof part === "string" ? part : showHole(part))).join("");
}

function showHole(hole: Hole): string {
  return hole.hole === "ca-certificate" ? "<ca-certificate>" : `<${hole.hole} of ${hole.ref}>`;
}

/**
 * Name of the compose secret that brings a generated file to its service; the service sees it as `/run/secrets/<name>`.
 * Letters, digits and `_` only, since Telegraf's `@{store:key}` takes no others (secretstores.docker, Telegraf >= 1.27).
 */
export const secretSource = (service: string, name: string): string => `${service}_${name}`.replaceAll(/\W/g, "_");
