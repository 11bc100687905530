/** The console's page. */
import { render } from "preact";
import { lookWhoIsIn } from "./state/session.ts";
import { App } from "./view/app.tsx";

const root = document.getElementById("page");
if (root) render(<App />, root);
void lookWhoIsIn();
