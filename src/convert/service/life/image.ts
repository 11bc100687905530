/** What a service is made of. A swarm pulls images from a registry onto whichever node runs them: it builds none. */
import { parseImage } from "../../../compose/image.ts";
import { childOf, textAt, textOf } from "../../../model/node.ts";
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
  if (build) mapBuild(build, name === "" ? namedByCompose(subject) : name, name === "", subject);
  if (provider) refuseProvider(provider, subject);
  else if (!build && name === "") refuseNameless(subject);
});

/** A digest alone names an image that the node has. */
const isReference = (name: string): boolean => parseImage(name) !== undefined || /^(sha256:)?[0-9a-f]{64}$/.test(name);

/** @see docker/compose, api.GetImageNameOrDefault */
const namedByCompose = ({ service, view }: Subject): string => `${view.project.name}-${service.name}`;

function mapBuild(build: Field, name: string, isOurs: boolean, subject: Subject): void {
  const { draft, service } = subject;
  draft.edit({ kind: "drop", path: build.path });
  if (isOurs && !isReference(name)) {
    draft.say(build, mapped([], "an image that needs a name", "A swarm runs images, and builds none."));
    const remedy = "Name the image below `image:`, in small letters, with the registry that all nodes reach.";
    draft.refuse(
      build.at,
      "needs-image",
      `\`${service.name}\` is built here, and \`${name}\` cannot name an image`,
      remedy,
    );
    return;
  }
  const why = "A swarm runs images, and builds none.";
  const path = subject.path("image");
  if (isOurs) draft.edit({ kind: "put", path, node: textAt(name, build.at) });
  draft.say(build, mapped(isOurs ? [path] : [], "an image that is built before the stack is deployed", why));
  draft.prepare({
    why: `\`${service.name}\` runs an image that has to be built, and each node has to have or reach.`,
    command: buildCommand(build, name, isOurs ? "" : " && docker push", subject),
  });
  if (!isOurs) return;
  const what = `\`${service.name}\` is built here, and has no \`image\`: as \`${name}\`, Compose's name for it, only the machine that builds it has it`;
  const remedy = `For more nodes, name it below \`image:\` with a registry that all reach; or hand it over: \`docker save ${name} | ssh NODE docker load\`.`;
  draft.notice(build.at, "image-of-one-node", what, remedy);
}

/** What is more than a context and a Dockerfile is Compose's to carry out: arguments and addresses may hold what nobody should see. */
function buildCommand({ node }: Field, name: string, push: string, { service, view }: Subject): string {
  const said = node.kind === "map" ? node.entries.map(({ key }) => key) : [];
  const context = textOf(node.kind === "map" ? childOf(node, "context") : node) ?? ".";
  if (said.some((key) => key !== "context" && key !== "dockerfile") || /:\/\/[^/]*@/.test(context)) {
    const files = view.project.files.map((file) => `-f ${quoted(file)}`).join(" ");
    const one = quoted(service.name);
    return `docker compose ${files} build ${one}${push && ` && docker compose ${files} push ${one}`}`;
  }
  const dockerfile = node.kind === "map" ? textOf(childOf(node, "dockerfile")) : undefined;
  const file = dockerfile === undefined ? "" : `-f ${quoted(dockerfileIn(context, dockerfile))} `;
  return `docker build -t ${quoted(name)} ${file}${quoted(context)}${push && `${push} ${quoted(name)}`}`;
}

/** Compose looks for it in the context, `docker build` where the shell stands. */
function dockerfileIn(context: string, dockerfile: string): string {
  const remote = context.includes("://") || context.startsWith("git@");
  return dockerfile.startsWith("/") || remote ? dockerfile : `${context.replace(/\/+$/, "")}/${dockerfile}`;
}

const quoted = (word: string): string => (/^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

function refuseNameless({ service, draft }: Subject): void {
  draft.refuse(service.at, "needs-image", `\`${service.name}\` has no \`image\``, "Name an image below `image:`.");
}

function refuseProvider(provider: Field, { service, draft }: Subject): void {
  const what = `\`${service.name}\` is no container: \`docker compose\` has a program on this machine see to it`;
  const remedy =
    "Run that program yourself, take the service out, and give what it provides to the others as variables.";
  draft.lose(provider, { why: "A swarm runs containers only.", remedy, weakens: "behaviour" });
  draft.refuse(provider.at, "provider", what, remedy);
}
