/** Questions to the console's server. */
import type { Refusal } from "../../answers.ts";

/** The server said no, and why in words. */
export class Refused extends Error {
  readonly error: Refusal["error"];

  constructor({ error, message }: Refusal) {
    super(message);
    this.error = error;
  }
}

/** Longer than the server gives the database. */
const patienceMs = 25_000;

/** @throws Refused; any other error means that the console itself does not answer */
export async function ask<T>(path: string, signal: AbortSignal): Promise<T> {
  const answer = await fetch(path, { signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]) });
  if (!answer.ok) throw await refusalIn(answer);
  return (await answer.json()) as T;
}

/** A state-changing request. @throws as `ask` does */
export async function tell(method: "POST" | "DELETE", path: string, body?: object): Promise<void> {
  const answer = await fetch(path, {
    method,
    headers: { "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(patienceMs),
  });
  if (!answer.ok) throw await refusalIn(answer);
}

async function refusalIn(answer: Response): Promise<Refused> {
  const given = (await answer.json().catch(() => undefined)) as Partial<Refusal> | undefined;
  const message = given?.message ?? `The console answered with ${answer.status}.`;
  return new Refused({ error: given?.error ?? "refused", message });
}
