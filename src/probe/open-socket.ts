import { connect as connectTcp, isIP, type Socket } from "node:net";
import { type ConnectionOptions, checkServerIdentity, connect as connectTls, type TLSSocket } from "node:tls";
import type { Endpoint } from "./probe.ts";

/**
 * A connection that trusts nobody but the stack's own CA: the only kind over which a probe may send a password.
 * @param ca PEM of the CA
 * @throws the socket's error, or the signal's reason; the socket is destroyed in both cases
 */
export function openTrusted(endpoint: Endpoint, ca: string, signal: AbortSignal): Promise<TLSSocket> {
  return openTls(endpoint, { ca, minVersion: "TLSv1.2" }, signal);
}

/** A TLS connection with options of the caller's own; name and trust are checked unless `rejectUnauthorized` is false. */
export function openTls(endpoint: Endpoint, options: ConnectionOptions, signal: AbortSignal): Promise<TLSSocket> {
  const { host, port, serverName } = endpoint;
  const socket = connectTls({
    host,
    port,
    // RFC 6066, section 3: a literal IP address is no server name.
    ...(isIP(serverName) ? {} : { servername: serverName }),
    checkServerIdentity: (_, certificate) => checkServerIdentity(serverName, certificate),
    ...options,
  });
  return opened(socket, "secureConnect", signal);
}

/** A clear-text connection. */
export function openClear(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  return opened(connectTcp({ host, port }), "connect", signal);
}

function opened<S extends Socket>(socket: S, ready: "connect" | "secureConnect", signal: AbortSignal): Promise<S> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      signal.removeEventListener("abort", onAbort);
      socket.off("error", onError).off("close", onClose);
      act();
    };
    const fail = (error: unknown) =>
      settle(() => {
        socket.on("error", () => {}).destroy();
        reject(error);
      });
    const onAbort = () => fail(signal.reason);
    const onError = (error: Error) => fail(error);
    const onClose = () => fail(new Error("the connection was closed"));
    signal.addEventListener("abort", onAbort, { once: true });
    socket.on("error", onError).on("close", onClose);
    // Several small packets in a row would otherwise wait 40 ms for each other (Nagle's algorithm and delayed ACKs).
    socket.setNoDelay(true);
    socket.once(ready, () => settle(() => resolve(socket.on("error", () => {}))));
    if (signal.aborted) onAbort();
  });
}
