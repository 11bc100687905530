import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { signIn, why } from "../state/session.ts";

export function SignIn() {
  const name = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const wrong = useSignal("");
  const isAsking = useSignal(false);
  useEffect(() => name.current?.focus(), []);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isAsking.value) return;
    isAsking.value = true;
    wrong.value = (await signIn(name.current?.value ?? "", password.current?.value ?? "")) ?? "";
    isAsking.value = false;
    password.current?.select();
  };
  return (
    <main class="door">
      <form onSubmit={(event) => void submit(event)}>
        <img src="icon.svg" alt="" width="44" height="44" />
        <h1>Edgeward console</h1>
        <p role="status" class="quiet">
          {why.value || "Sign in to see what the database keeps."}
        </p>
        <label>
          Name
          <input ref={name} name="username" autocomplete="username" autocapitalize="none" spellcheck={false} required />
        </label>
        <label>
          Password
          <input ref={password} name="password" type="password" autocomplete="current-password" required />
        </label>
        <button type="submit" aria-disabled={isAsking.value}>
          {isAsking.value ? "Signing in …" : "Sign in"}
        </button>
        <p role="alert" class="wrong">
          {wrong.value}
        </p>
      </form>
    </main>
  );
}
