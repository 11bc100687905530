/** Variables as texts that docker takes: what Compose passes on for a number or a truth value, and braces that swarm leaves alone. */

import { goText } from "../../../../compose/amount/go-text.ts";
import { type Node, type Scalar, textAt } from "../../../../model/node.ts";
import { type Field, fieldsOf, mapped, type Subject, serviceRule } from "../../../draft.ts";
import { edgexVariables } from "../../../place/edgex-variables.ts";
import { escapeBraces, whyEscaped } from "../braces.ts";
import { present } from "../present.ts";
import { sayWhatIsEmpty } from "./empty-variables.ts";
import { looksSecret } from "./secret-looking.ts";
import { setVariable } from "./set-variable.ts";

export const environment = serviceRule("environment", ["environment"], (subject) => {
  const field = present(subject, "environment");
  const variables = field ? fieldsOf(field) : [];
  if (field && variables.length === 0) subject.draft.keep(field);
  for (const variable of variables) {
    if (variable.node.kind === "scalar") respell(variable, variable.node, subject);
  }
  sayWhatIsMissing(variables, subject);
  sayWhatIsEmpty(subject);
  sayWhatIsOpen(variables, subject);
  for (const { name, value } of edgexVariables(subject.view, subject.service)) setVariable(name, value, subject);
});

function respell(field: Field, node: Scalar, { draft }: Subject): void {
  const text = goText(node);
  if (text === null) {
    draft.keep(field);
    return;
  }
  const written = escapeBraces(text);
  const isText = typeof node.value === "string" && node.value === text;
  if (isText && written === text) {
    draft.keep(field);
    return;
  }
  const { at, look } = node;
  const quoted: Scalar = { ...textAt(written, at), look: { ...look, quote: look?.quote ?? "double" } };
  const why = written === text ? "A stack file has texts here; this is what Compose makes of it." : whyEscaped;
  const fate = mapped([field.path], "the same value as a text", why);
  const path = field.path;
  draft.edit(
    typeof path.at(-1) === "number" ? { kind: "items", path, nodes: [quoted] } : { kind: "put", path, node: quoted },
  );
  draft.say(field, fate);
}

const nameOf = ({ path, node }: Field): string => {
  const last = path.at(-1);
  return typeof last === "number" ? (textIn(node).split("=")[0] ?? "") : String(last);
};
const textIn = (node: Node): string => (node.kind === "scalar" ? String(node.value ?? "") : "");

/** Where the secret is found, is none. */
function hasValue({ path, node }: Field): boolean {
  const text = textIn(node);
  const value = typeof path.at(-1) === "number" ? text.replace(/^[^=]*=?/, "") : text;
  return !/^(true|false|yes|no|\/run\/secrets\/\S+)?$/i.test(value);
}

/** Whoever deploys a stack, with docker or with us, fills it from the shell, and not from `.env`. */
function sayWhatIsMissing(variables: readonly Field[], { draft, service }: Subject): void {
  const open = variables.filter(({ path, node }) =>
    typeof path.at(-1) === "number" ? !textIn(node).includes("=") : node.kind === "scalar" && node.value === null,
  );
  const [first] = open;
  if (!first) return;
  const names = open.map((variable) => `\`${nameOf(variable)}\``).join(", ");
  const what = `\`${service.name}\` takes ${names} from the shell that it is deployed from, and not from \`.env\``;
  draft.notice(
    first.at,
    "variable-of-the-shell",
    what,
    "Export it there, or write its value; if it is a secret, give it as a `secret`.",
  );
}

function sayWhatIsOpen(variables: readonly Field[], { draft, service }: Subject): void {
  const secret = variables.filter((variable) => looksSecret(nameOf(variable)) && hasValue(variable));
  const [first] = secret;
  if (!first) return;
  const names = secret.map((variable) => `\`${nameOf(variable)}\``).join(", ");
  const what = `${names} of \`${service.name}\` goes to the swarm as it is, and \`docker service inspect\` shows it to whoever may ask a manager`;
  draft.notice(
    first.at,
    "secret-in-clear",
    what,
    "Give it as a `secret`; many images read `NAME_FILE=/run/secrets/…` in place of `NAME`.",
  );
}
