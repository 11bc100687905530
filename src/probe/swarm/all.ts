import { onlyDeclaredPorts } from "./only-declared-ports.ts";
import { overlayEncrypted } from "./overlay-encrypted.ts";
import { placedAsPromised } from "./placed-as-promised.ts";
import type { SwarmProbe } from "./scene.ts";
import { taskPrivileges } from "./task-privileges.ts";
import { taskSecretsOnly } from "./task-secrets-only.ts";

/** Quick ones first; from where tasks are, to what they may do, to what is open, to what goes over the wire. */
export const swarmProbes: readonly SwarmProbe[] = [
  placedAsPromised,
  taskSecretsOnly,
  taskPrivileges,
  onlyDeclaredPorts,
  overlayEncrypted,
];
