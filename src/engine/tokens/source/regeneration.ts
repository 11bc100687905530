import type { AskStore } from "../store/store-api.ts";

/** @see edgex-go 4, cmd/security-secretstore-setup/res/configuration.yaml, Service.Port */
export const setupPort = 59843;

/**
 * Has EdgeX's setup service make the token of one service anew; its file has it then.
 * @see edgex-go 4, openapi/security-secretstore-setup.yaml: PUT /token/entityId/{entityId}; it asks for no token
 * @returns false where there is no such API: before EdgeX 4, or it does not run
 */
export async function regenerate(ask: AskStore, entityId: string, signal: AbortSignal): Promise<boolean> {
  if (!/^[\w-]{1,128}$/.test(entityId)) return false;
  const path = `/api/v3/token/entityId/${entityId}`;
  const answer = await ask({ method: "PUT", path }, signal).catch(() => undefined);
  signal.throwIfAborted();
  return answer?.status === 200;
}
