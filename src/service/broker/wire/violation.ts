/**
 * A packet that breaks the protocol: the connection is closed and nothing of the packet is carried out.
 * @see MQTT 3.1.1 section 4.8 [MQTT-4.8.0-1]
 */
export interface Violation {
  /** What is wrong, with the clause; holds nothing that the client sent. */
  readonly violation: string;
}

export const violates = (violation: string): Violation => ({ violation });
