/** From compose files to what a swarm is to be sent: hardened, then converted, in memory. A person's own files stay as they are. */
import { storesOf } from "../../../convert/place/volume/store.ts";
import { secretName } from "../../../convert/place/volume/token.ts";
import type { Digests } from "../../../keys/keys.ts";
import type { Conversion } from "../../../model/conversion.ts";
import type { ApiVersion } from "../../../model/engine-api.ts";
import { Fault } from "../../../model/fault.ts";
import { generatedFile } from "../../../model/layout.ts";
import type { Problem } from "../../../model/problem.ts";
import type { Project } from "../../../model/project.ts";
import type { GeneratedFile } from "../../../model/secret.ts";
import { type SwarmObjects, swarmObjects } from "../../../plan/swarm/swarm-objects.ts";
import { type ConvertRequest, convertProject } from "../../convert/convert.ts";
import type { Refused } from "../../prepare.ts";
import type { Site, Tools } from "../../tools.ts";

export interface SwarmRequest {
  readonly convert: ConvertRequest;
  /** What hardening makes of files, by the names that they are asked for: as written, and absolute. */
  readonly edited: ReadonlyMap<string, string>;
  readonly generated: readonly GeneratedFile[];
}

export interface PreparedSwarm {
  readonly stack: string;
  readonly conversion: Conversion;
  /** Notices alone. */
  readonly problems: readonly Problem[];
  /** By absolute path: texts that stand for files, and hold no secret. */
  readonly texts: ReadonlyMap<string, string>;
  /** Names of external secrets that are brought later, when a service of the stack has made what is in them. */
  readonly tokens: ReadonlySet<string>;
  readonly site: Site;
  objects(api: ApiVersion): SwarmObjects;
}

/** The secrets need not have been made: then their names do not follow their content yet. */
export async function prepareSwarm(
  { convert, edited, generated }: SwarmRequest,
  site: Site,
  tools: Tools,
  signal: AbortSignal,
): Promise<PreparedSwarm | Refused> {
  const own = new Map(generated.map((file) => [generatedFile(site.layout, file.service, file.name), file]));
  const inMemory: Tools = {
    ...tools,
    readText: async (path) => edited.get(path) ?? (await tools.readText(path)),
    digests: digestsOver(tools.digests, edited, own, site),
  };
  const goAlong = new Set([...edited.keys()].filter((path) => path.startsWith("/")));
  const converted = await convertProject({ ...convert, goAlong }, inMemory, signal);
  if ("refused" in converted) return converted;
  const { conversion, project, texts: read, problems } = converted;
  const aside = conversion.aside.map(({ path, text }) => [`${convert.outputDirectory}/${path}`, text] as const);
  const texts = new Map([...[...edited].filter(([path]) => path.startsWith("/")), ...aside]);
  const named = new Map(read.map(({ path, text }) => [path, text]));
  return {
    stack: project.name,
    conversion,
    problems: [...problems, ...conversion.notices.filter((one) => !isAnswered(one))],
    texts,
    tokens: tokensIn(project),
    site,
    objects: (api) =>
      swarmObjects(conversion.stack, api, {
        text: (path) => texts.get(path) ?? named.get(path),
        variable: (name) => tools.environment[name],
      }),
  };
}

/** What hardening edited is hashed as it will be, and a generated file as it will be filled. */
function digestsOver(
  digests: Digests,
  edited: SwarmRequest["edited"],
  own: ReadonlyMap<string, GeneratedFile>,
  { keys }: Site,
): Digests {
  const textOf = async (path: string): Promise<string | undefined> => {
    const file = own.get(path);
    if (!file) return edited.get(path);
    try {
      return await keys.text(file.parts);
    } catch (error) {
      if (error instanceof Fault && error.code === "keys-damaged") return undefined;
      throw error;
    }
  };
  const isOurs = (path: string) => own.has(path) || edited.has(path);
  return {
    plain: digests.plain,
    async ofFile(path) {
      if (!isOurs(path)) return digests.ofFile(path);
      const text = await textOf(path);
      return text === undefined || text === "" ? undefined : digests.plain(text);
    },
    async ofSecret(secret, salt) {
      if (!("file" in secret) || !isOurs(secret.file)) return digests.ofSecret(secret, salt);
      const text = await textOf(secret.file);
      return text === undefined || text === "" ? undefined : digests.ofSecret({ text }, salt);
    },
  };
}

/** What the swarm engine does by itself, or says better once it has looked at images. */
const answered = new Set(["secret-for-all", "content-unread", "image-of-one-node"]);
const isAnswered = ({ code, what }: Problem): boolean =>
  answered.has(code) && (code !== "content-unread" || what.includes(".edgeward/"));

function tokensIn(project: Project): ReadonlySet<string> {
  const claims = [...storesOf(project).claims.values()].flatMap((all) => [...all.values()]);
  return new Set(claims.flatMap((claim) => (claim.kind === "token" ? [secretName(project, claim.name)] : [])));
}
