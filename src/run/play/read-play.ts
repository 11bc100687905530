/** From the files that a role is told in to what plays it. */
import type { AgentLaunch, IngestLaunch } from "../../model/launch.ts";
import type { Played } from "../../model/play.ts";
import { agentPlay } from "../../plan/play/agent-play.ts";
import { ingestPlay } from "../../plan/play/ingest-play.ts";
import { readTelegraf } from "../../read/config/telegraf/telegraf.ts";
import { readCollectFile } from "../../read/play/collect-file.ts";
import { withVariables } from "../../read/play/telegraf-text.ts";
import { Notes } from "../../read/say/say.ts";
import type { SourceFile } from "../../read/sources.ts";

type Environment = Readonly<Record<string, string>>;

/** @param files telegraf.conf, and those of its directory in the order in which Telegraf loads them */
export function readIngest(
  [main, ...further]: readonly [SourceFile, ...SourceFile[]],
  environment: Environment,
  privateDir: string,
): Played<IngestLaunch> {
  const notes = new Notes();
  const filled = ({ path, text }: SourceFile) => ({ path, text: withVariables(text, environment) });
  const file = readTelegraf(filled(main), main.path, notes, further.map(filled));
  // What could not be read would be missed again by whoever plans.
  if (notes.problems.some(({ severity }) => severity === "error")) return { passwords: [], problems: notes.problems };
  const played = ingestPlay(file, privateDir);
  return { ...played, problems: [...notes.problems, ...played.problems] };
}

/** @throws Fault "bad-command-line" for what the environment lacks */
export function readAgent(file: SourceFile, environment: Environment): Played<AgentLaunch> {
  const notes = new Notes();
  const read = readCollectFile(file, environment, notes);
  const { problems } = notes;
  if (!read || problems.some(({ severity }) => severity === "error")) return { passwords: [], problems };
  return { ...agentPlay(environment, read), problems };
}
