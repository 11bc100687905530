/** What the docker CLI carries as Compose does: it stays where it is, in the CLI's spelling. */
import { serviceRule } from "../../draft.ts";
import { respell, type Shape } from "../../spelling.ts";

/** Nothing in it needs another spelling. */
const plain: Shape = { keys: {} };

const shapes: Readonly<Record<string, Shape>> = {
  cap_add: plain,
  cap_drop: plain,
  credential_spec: plain,
  init: "boolean",
  isolation: plain,
  logging: plain,
  read_only: "boolean",
  stdin_open: "boolean",
  stop_grace_period: "duration",
  stop_signal: plain,
  sysctls: "pairs",
  tty: "boolean",
  user: plain,
  working_dir: plain,
};

export const asIs = serviceRule("as-is", [...Object.keys(shapes), "x-*"], (subject) => {
  const { service, draft, field } = subject;
  for (const { key } of service.map.entries) {
    const shape = Object.hasOwn(shapes, key) ? shapes[key] : undefined;
    const here = shape !== undefined || (key.startsWith("x-") && key !== "x-edgeward") ? field(key) : undefined;
    if (here && !(shape && respell(draft, here, shape))) draft.keep(here);
  }
});
