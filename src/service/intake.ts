/**
 * The seam between broker and ingest, in one process: a second hop costs more than all else on the data path.
 * A broker without an ingest service has no intake.
 */
export interface Intake {
  /**
   * Offers a message that an authorised client published.
   * @returns undefined when no input wants the topic; else a promise that resolves once the message is durable (or counted as
   * malformed: asking the client for it again would not mend it), and rejects when it could not be stored: then no PUBACK is due
   */
  offer(topic: string, payload: Uint8Array): Promise<void> | undefined;
}
