/** A server's address as configuration files and environments write it: `tcp://mosquitto:1883`, `mosquitto:1883`, `mosquitto`. */
export interface Address {
  /** Without `://`, as written; absent where there is none. */
  readonly scheme?: string;
  /** `user` or `user:password`, as written. */
  readonly userinfo?: string;
  /** IPv6 addresses keep their brackets. */
  readonly host: string;
  readonly port?: number;
  /** Path, query and fragment, with their first character. */
  readonly rest: string;
}

const form =
  /^(?:(?<scheme>[a-z][a-z0-9+.-]*):\/\/)?(?:(?<userinfo>[^@/\s]*)@)?(?<host>\[[0-9a-f:.]+\]|[a-z0-9_][a-z0-9_.-]*)(?::(?<port>\d{1,5}))?(?<rest>[/?#]\S*)?$/i;

export function parseAddress(text: string): Address | undefined {
  const { scheme, userinfo, host, port, rest } = form.exec(text)?.groups ?? {};
  if (host === undefined) return undefined;
  return {
    ...(scheme === undefined ? {} : { scheme }),
    ...(userinfo === undefined ? {} : { userinfo }),
    host,
    ...(port === undefined ? {} : { port: Number(port) }),
    rest: rest ?? "",
  };
}

export function showAddress({ scheme, userinfo, host, port, rest }: Address): string {
  const before = (scheme === undefined ? "" : `${scheme}://`) + (userinfo === undefined ? "" : `${userinfo}@`);
  return `${before}${host}${port === undefined ? "" : `:${port}`}${rest}`;
}

/** The text without the login in it; what is no address has `…@` cut off all the same. */
export function withoutLogin(text: string): string {
  const address = parseAddress(text);
  if (!address) return text.replace(/(^|\/\/)[^/]*@/, "$1");
  const { userinfo: _, ...bare } = address;
  return showAddress(bare);
}

/** Whether only this machine is reached by it (RFC 6761 section 6.3, RFC 5735 section 3, RFC 4291 section 2.5.3). */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){1,3}|\[?::1\]?)$/i.test(host);
}

/** Whether it stands for every address of the machine. */
export function isWildcard(host: string): boolean {
  return /^(0\.0\.0\.0|\*|\[?::\]?)$/.test(host);
}
