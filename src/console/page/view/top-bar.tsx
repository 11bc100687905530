/** Which database, whether it is followed, and the way out. */
import { link } from "../state/link.ts";
import { signOut } from "../state/session.ts";

export function TopBar({ database }: { readonly database: string | undefined }) {
  const isLive = link.value.state === "live";
  return (
    <header class="top">
      <img src="icon.svg" alt="" width="26" height="26" />
      <h1>
        <span class="brand">Edgeward console</span>
        {database !== undefined && <span class="database">{database}</span>}
      </h1>
      <span class={isLive ? "pill live" : "pill lost"} role="status">
        {isLive ? "live" : "no answer"}
      </span>
      <button type="button" onClick={() => void signOut()}>
        Sign out
      </button>
    </header>
  );
}
