/** What a service is made of. A swarm pulls images from a registry onto whichever node runs them: it builds none. */
import { parseImage } from "../../../compose/image.ts";
import { childOf, textOf } from "../../../model/node.ts";
import { type Field, mapped, type Subject, serviceRule } from "../../draft.ts";

export const image = serviceRule("image", ["image", "build", "provider"], (subject) => {
  const named = subject.field("image");
  const build = subject.field("build");
  const provider = subject.field("provider");
  const name = textOf(named?.node) ?? "";
  if (named) subject.draft.keep(named);
  if (named && name !== "" && !isReference(name)) {
    const what = `\`${name}\` is no name of an image`;
    subject.draft.refuse(named.node.at, "bad-image", what, "Write it as `registry/name:tag`, in small letters.");
  }
  if (build) mapBuild(build, name, subject);
  if (provider) refuseProvider(provider, subject);
  else if (name === "") refuseNameless(build, subject);
});

/** A digest alone names an image that the node has. */
const isReference = (name: string): boolean => parseImage(name) !== undefined || /^(sha256:)?[0-9a-f]{64}$/.test(name);

function mapBuild(build: Field, name: string, subject: Subject): void {
  const { draft } = subject;
  draft.edit({ kind: "drop", path: build.path });
  const why = "A swarm runs images from a registry, and builds none.";
  draft.say(build, mapped([], "an image that is built and pushed before the stack is deployed", why));
  if (name === "") return;
  const command = buildCommand(build, name, subject);
  draft.prepare({
    why: `\`${subject.service.name}\` runs an image that has to be built, and each node has to reach.`,
    command,
  });
}

/** What is more than a context and a Dockerfile is Compose's to carry out: arguments and addresses may hold what nobody should see. */
function buildCommand({ node }: Field, name: string, { service, view }: Subject): string {
  const said = node.kind === "map" ? node.entries.map(({ key }) => key) : [];
  const context = textOf(node.kind === "map" ? childOf(node, "context") : node) ?? ".";
  if (said.some((key) => key !== "context" && key !== "dockerfile") || /:\/\/[^/]*@/.test(context)) {
    const files = view.project.files.map((file) => `-f ${quoted(file)}`).join(" ");
    const one = quoted(service.name);
    return `docker compose ${files} build ${one} && docker compose ${files} push ${one}`;
  }
  const dockerfile = node.kind === "map" ? textOf(childOf(node, "dockerfile")) : undefined;
  const file = dockerfile === undefined ? "" : `-f ${quoted(dockerfileIn(context, dockerfile))} `;
  return `docker build -t ${quoted(name)} ${file}${quoted(context)} && docker push ${quoted(name)}`;
}

/** Compose looks for it in the context, `docker build` where the shell stands. */
function dockerfileIn(context: string, dockerfile: string): string {
  const remote = context.includes("://") || context.startsWith("git@");
  return dockerfile.startsWith("/") || remote ? dockerfile : `${context.replace(/\/+$/, "")}/${dockerfile}`;
}

const quoted = (word: string): string => (/^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

function refuseNameless(build: Field | undefined, { service, draft }: Subject): void {
  const what = build
    ? `\`${service.name}\` is built here, and has no \`image\` that a swarm could pull`
    : `\`${service.name}\` has no \`image\``;
  const remedy = build
    ? "Name the image below `image:` with the registry that all nodes reach, build it and push it."
    : "Name an image below `image:`.";
  draft.refuse(build?.at ?? service.at, "needs-image", what, remedy);
}

function refuseProvider(provider: Field, { service, draft }: Subject): void {
  const what = `\`${service.name}\` is no container: \`docker compose\` has a program on this machine see to it`;
  const remedy =
    "Run that program yourself, take the service out, and give what it provides to the others as variables.";
  draft.lose(provider, { why: "A swarm runs containers only.", remedy, weakens: "behaviour" });
  draft.refuse(provider.at, "provider", what, remedy);
}
