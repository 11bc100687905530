import { connect } from "node:net";
import { createInterface } from "node:readline";
import type { ControlReply, ControlRequest, SignedRequest } from "../../model/control.ts";
import { Fault } from "../../model/fault.ts";

export interface ControlAddress {
  /** Path. */
  readonly socket: string;
  readonly token: string;
}

/**
 * One request to a host process and its reply, over a connection of its own.
 * @throws Fault "not-running" when nobody answers there, "start-failed" when the process says no
 */
export async function ask(
  { socket, token }: ControlAddress,
  request: ControlRequest,
  signal: AbortSignal,
): Promise<Extract<ControlReply, { ok: true }>> {
  const reply = await exchange(socket, { ...request, token }, signal);
  if (reply.ok) return reply;
  throw new Fault("start-failed", reply.what, reply.remedy);
}

function exchange(socket: string, request: SignedRequest, signal: AbortSignal): Promise<ControlReply> {
  return new Promise((resolve, reject) => {
    const connection = connect({ path: socket, signal });
    const silent = (cause?: unknown) =>
      reject(
        new Fault("not-running", `nobody answers on ${socket}`, "Run `edgeward up` to start what is missing.", {
          cause,
        }),
      );
    connection.on("error", silent);
    connection.on("close", () => silent());
    createInterface({ input: connection })
      .once("line", (line) => {
        try {
          resolve(JSON.parse(line) as ControlReply);
        } catch (cause) {
          silent(cause);
        }
        connection.destroy();
      })
      .on("error", silent);
    connection.write(`${JSON.stringify(request)}\n`);
  });
}
