import { childOf, type Entry, entriesOf, type Mapping, textOf } from "../../../model/node.ts";
import type { ProjectService } from "../../../model/project.ts";
import { readCommand } from "../../compose/service/command.ts";
import { byName, readEnvironment } from "../../compose/service/environment.ts";
import { readMounts } from "../../compose/service/mounts.ts";
import { readEdgeward } from "../../edgeward/service.ts";
import { inferRole } from "../../role/roles.ts";
import type { Say } from "../../say/say.ts";
import type { Loading } from "../files/loading.ts";
import { NamedFiles } from "./named-files.ts";

/** What is known of each service beyond its map. */
export function readServices(root: Mapping, loading: Loading): readonly ProjectService[] {
  const files = new NamedFiles(loading, loading.say);
  return entriesOf(root, "services").flatMap((entry) => {
    const read = readOne(entry, files, loading);
    return read ? [read] : [];
  });
}

function readOne({ key, keyAt, value }: Entry, files: NamedFiles, loading: Loading): ProjectService | undefined {
  if (value.kind !== "map") return undefined;
  const path = `services.${key}`;
  const { context, say } = loading;
  const node = (name: string) => childOf(value, name);
  const [environmentNode, volumes, xEdgeward, image, commandNode] = [
    node("environment"),
    node("volumes"),
    node("x-edgeward"),
    node("image"),
    node("command"),
  ];
  const own = environmentNode ? readEnvironment(environmentNode, path, context, silent) : [];
  const envFiles = files.envFiles(value, path, new Map(own.map((variable) => [variable.name, variable.value])));
  const environment = byName([...envFiles.flatMap(({ variables }) => variables), ...own]);
  const edgeward = xEdgeward ? readEdgeward(xEdgeward, `${path}.x-edgeward`, context, say) : {};
  const name = textOf(image);
  const command = commandNode && readCommand(commandNode, `${path}.command`, silent);
  const inferred = inferRole({
    environment,
    mounts: volumes ? readMounts(volumes, path, context, silent) : [],
    ...(edgeward.role && { said: edgeward.role }),
    ...(image && name !== undefined && { image: { value: name, at: image.at } }),
    ...(command && { command }),
  });
  return {
    name: key,
    at: keyAt,
    map: value,
    ...inferred,
    ...(edgeward.zone && { zone: edgeward.zone }),
    fills: edgeward.fills ?? [],
    waivers: edgeward.waivers ?? [],
    envFiles,
    labelFiles: files.labelFiles(value, path),
  };
}

/** For values that only hint at a role here: others judge them. */
const silent: Say = { error: () => undefined, notice: () => undefined, hasError: () => false };
