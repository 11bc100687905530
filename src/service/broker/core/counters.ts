/** Everything the broker counts since it started. */
export class Counters {
  clientsConnected = 0;
  connectionsAccepted = 0;
  /** Over the limit of connections. */
  connectionsRefused = 0;
  tlsFailures = 0;
  /** Clear text on the TLS port. */
  plaintextRefused = 0;
  /** CONNECT of another protocol level than 4 (MQTT 3.1.1). */
  protocolRefused = 0;
  loginsAccepted = 0;
  loginsRefused = 0;
  /** Turned away unchecked because too many logins waited. */
  loginsShed = 0;
  /** Client identifier in use by another user. */
  takeoversRefused = 0;
  sessionsTakenOver = 0;
  sessionsEvicted = 0;
  /** Disconnected because their user was removed or given another password. */
  clientsRevoked = 0;
  connectTimeouts = 0;
  keepAliveTimeouts = 0;
  slowReadersClosed = 0;
  packetsMalformed = 0;
  packetsOversized = 0;
  publishesReceived = 0;
  publishesDenied = 0;
  subscriptionsGranted = 0;
  subscriptionsDenied = 0;
  deliveriesDenied = 0;
  messagesSent = 0;
  /** Not delivered because a client's queue was full. */
  messagesDropped = 0;
  /** Not kept because the bound on retained messages was reached. */
  retainedRefused = 0;
  /** QoS 1 and 2 publishes that were not acknowledged because they could not be kept. */
  pubackFailed = 0;
  /** Messages of any QoS that the ingest service could not store, or that could not be written down. */
  messagesUnstored = 0;
  journalFailures = 0;

  /** With names in snake_case. */
  snapshot(): Record<string, number> {
    return Object.fromEntries(
      Object.entries(this).map(([name, value]) => [name.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), value]),
    );
  }
}
