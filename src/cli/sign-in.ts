import { relative } from "node:path";
import { isLoopback } from "../model/address.ts";
import type { Hardened } from "../model/hardened.ts";
import { generatedFile, type Layout } from "../model/layout.ts";
import type { ServiceName } from "../model/name.ts";
import { operator, ownFile } from "../model/own-file.ts";

/** Where a person signs in to the stack's consoles. The password is never said: the file that it is in is. */
export function signInLines(
  { identities, generated, stack }: Hardened,
  layout: Layout,
  runs: (server: ServiceName) => boolean = () => true,
): readonly string[] {
  return identities.flatMap((identity) => {
    const file = generated.find(
      ({ service, parts: [part] }) =>
        service === operator && typeof part === "object" && part.hole === "password" && part.ref === identity.secret,
    );
    if (identity.target !== "dashboard" || !file || !runs(identity.server)) return [];
    const { server, user } = identity;
    const ports = stack.services.find(({ name }) => name === server)?.ports ?? [];
    const port = ports.find(({ published }) => published !== undefined);
    const host = port?.hostIp !== undefined && isLoopback(port.hostIp) ? "localhost" : "HOST";
    const where = port ? `https://${host}:${port.published}` : server;
    const at = (name: string) => relative(process.cwd(), generatedFile(layout, operator, name));
    return [
      `Sign in at ${where} as ${user}: its password is in ${at(file.name)}, and who vouches for it in ${at(ownFile.ca)}.`,
    ];
  });
}
