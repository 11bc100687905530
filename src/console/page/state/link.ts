/** Whether answers come, as the last one told. */
import { signal } from "@preact/signals";
import { Refused } from "./ask.ts";
import { expired } from "./session.ts";

type Link = { readonly state: "live" } | { readonly state: "lost"; readonly message: string };

export const link = signal<Link>({ state: "live" });
/** When the last answer came, by this browser's clock. */
export const heardAt = signal<Date | undefined>(undefined);

export function heard(): void {
  heardAt.value = new Date();
  if (link.peek().state !== "live") link.value = { state: "live" };
}

/** @param error what a question failed with */
export function missed(error: unknown): void {
  if (!(error instanceof Refused)) link.value = { state: "lost", message: "The console does not answer." };
  else if (error.error === "signed-out") expired();
  else link.value = { state: "lost", message: error.message };
}
