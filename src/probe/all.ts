import { databaseRefusesStrangers } from "./database-refuses-strangers.ts";
import { noPlaintext } from "./no-plaintext.ts";
import { noSecretsInEnvironment } from "./no-secrets-in-environment.ts";
import { obeysAcl } from "./obeys-acl.ts";
import { onlyDeclaredSockets } from "./only-declared-sockets.ts";
import { ownSecretsOnly } from "./own-secrets-only.ts";
import { privateFiles } from "./private-files.ts";
import type { Probe } from "./probe.ts";
import { refusesAnonymous } from "./refuses-anonymous.ts";
import { refusesOtherUser } from "./refuses-other-user.ts";
import { refusesOversizedPackets } from "./refuses-oversized-packets.ts";
import { refusesWellKnownPasswords } from "./refuses-well-known-passwords.ts";
import { refusesWrongPassword } from "./refuses-wrong-password.ts";
import { servesValidTls } from "./serves-valid-tls.ts";

/** From the network inwards: what is open, who gets in, what they may do there, and what lies on the machine itself. */
export const probes: readonly Probe[] = [
  onlyDeclaredSockets,
  noPlaintext,
  servesValidTls,
  refusesAnonymous,
  refusesWrongPassword,
  refusesWellKnownPasswords,
  obeysAcl,
  refusesOversizedPackets,
  databaseRefusesStrangers,
  privateFiles,
  refusesOtherUser,
  ownSecretsOnly,
  noSecretsInEnvironment,
];
