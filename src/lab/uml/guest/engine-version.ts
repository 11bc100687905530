import { request } from "node:http";

const patienceMs = 10_000;

/** @param socket of a Docker Engine @returns undefined when none answers there. @see Docker Engine API, SystemVersion */
export function engineVersion(socket: string, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const nothing = () => resolve(undefined);
    const asked = request({ socketPath: socket, path: "/version", signal, timeout: patienceMs }, (reply) => {
      let text = "";
      reply.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      reply.once("error", nothing).once("close", nothing);
      reply.once("end", () => resolve(versionIn(text)));
    });
    asked.once("timeout", () => asked.destroy());
    asked.once("error", nothing).once("close", nothing);
    asked.end();
  });
}

function versionIn(text: string): string | undefined {
  try {
    const { Version: version } = JSON.parse(text) as { readonly Version?: unknown };
    return typeof version === "string" ? version : undefined;
  } catch {
    return undefined;
  }
}
