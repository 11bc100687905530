import { who } from "../state/session.ts";
import { Dashboard } from "./dashboard.tsx";
import { SignIn } from "./sign-in.tsx";

export function App() {
  if (who.value === "in") return <Dashboard />;
  return who.value === "out" ? <SignIn /> : <p class="bare">One moment …</p>;
}
