/** How an ingest reaches servers that are installed programs, and so not in its own process. */
import type { IngestLaunch, ServerLogin } from "../../../model/launch.ts";
import { generatedFile } from "../../../model/layout.ts";
import { ownFile } from "../../../model/own-file.ts";
import type { Service } from "../../../model/stack.ts";
import { brokerLimits } from "../broker.ts";
import { passwordFileOf } from "../login-file.ts";
import type { Scope } from "../outcome.ts";
import { reachOf } from "../reach.ts";
import { programNameOf } from "../system/unfit.ts";

export const isInstalled = (server: Service): boolean => programNameOf(server) !== undefined;

export function links(
  ingest: Service,
  broker: Service,
  store: Service,
  scope: Scope,
): Pick<IngestLaunch, "link" | "writer"> {
  const login = isInstalled(broker) ? loginAt(broker, ingest, 8883, scope) : undefined;
  const writer = isInstalled(store) ? loginAt(store, ingest, 8086, scope) : undefined;
  const { packetBytes } = brokerLimits(broker, scope.stack.policy);
  return { ...(login && { link: { ...login, clientId: ingest.name, packetBytes } }), ...(writer && { writer }) };
}

function loginAt(server: Service, { name }: Service, port: number, scope: Scope): ServerLogin | undefined {
  const identity = scope.identities.find((one) => one.owner === name && one.server === server.name);
  const passwordFile = identity && passwordFileOf(identity, scope);
  if (!passwordFile) return undefined;
  const listeners = scope.seats.find(({ service }) => service.name === server.name)?.listeners ?? [];
  return {
    ...reachOf(listeners, port),
    serverName: server.name,
    caFile: generatedFile(scope.layout, name, ownFile.ca),
    user: identity.user,
    passwordFile,
  };
}
