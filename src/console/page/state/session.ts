/** Whether somebody is signed in here. */
import { signal } from "@preact/signals";
import type { Catalogue } from "../../answers.ts";
import { ask, Refused, tell } from "./ask.ts";

export const who = signal<"asking" | "out" | "in">("asking");
/** What is to be said above the sign-in form. */
export const why = signal("");

/** The cookie is none of this page's business: the server knows. */
export async function lookWhoIsIn(): Promise<void> {
  try {
    await ask<Catalogue>("api/catalogue", new AbortController().signal);
    who.value = "in";
  } catch (error) {
    // Whatever else is wrong is said once somebody is signed in.
    const isOut = !(error instanceof Refused) || error.error !== "database";
    who.value = isOut ? "out" : "in";
  }
}

/** @returns what went wrong, in words; undefined when signed in */
export async function signIn(user: string, password: string): Promise<string | undefined> {
  try {
    await tell("POST", "api/session", { user, password });
    why.value = "";
    who.value = "in";
    return undefined;
  } catch (error) {
    return error instanceof Refused ? error.message : "The console does not answer. Is it running?";
  }
}

export async function signOut(): Promise<void> {
  try {
    await tell("DELETE", "api/session");
    why.value = "You are signed out.";
  } catch {
    why.value = "The console does not answer: you may still be signed in there, for half an hour at the most.";
  }
  who.value = "out";
}

/** The server does not know us any more. */
export function expired(): void {
  if (who.peek() !== "in") return;
  why.value = "Your session has ended. Please sign in again.";
  who.value = "out";
}
