import type { Measure } from "./measure.ts";
import { authenticateDatabase } from "./measures/authenticate-database.ts";
import { bindToLoopback } from "./measures/bind-to-loopback.ts";
import { confineTopics } from "./measures/confine-topics.ts";
import { encryptBroker } from "./measures/encrypt-broker.ts";
import { encryptDatabase } from "./measures/encrypt-database.ts";
import { identifyClients } from "./measures/identify-clients.ts";
import { limitBroker } from "./measures/limit-broker.ts";
import { lockDashboard } from "./measures/lock-dashboard.ts";
import { protectData } from "./measures/protect-data.ts";
import { replaceKnownPasswords } from "./measures/replace-known-passwords.ts";

/**
 * All measures, in the order they run; each sees what those before it changed.
 * Security options are set before listeners are replaced, since they may stand in a listener; ports move before they are bound;
 * passwords that a program's own measure knows how to replace are gone before the general one looks.
 */
export const measures: readonly Measure[] = [
  identifyClients,
  confineTopics,
  encryptBroker,
  authenticateDatabase,
  encryptDatabase,
  lockDashboard,
  replaceKnownPasswords,
  bindToLoopback,
  limitBroker,
  protectData,
];
