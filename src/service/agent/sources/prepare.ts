/** Starts what a launch record names; a layout that is wrong is found before anything runs. */
import { readFile } from "node:fs/promises";
import type { Logger } from "pino";
import { Fault } from "../../../model/fault.ts";
import type { AgentLaunch, AgentSource } from "../../../model/launch.ts";
import { showSpan } from "../../../model/span.ts";
import { isTopicName } from "../../../model/topic.ts";
import type { Pace } from "../pace.ts";
import { collectHost } from "./host/host-source.ts";
import { collectLines } from "./lines/lines-source.ts";
import type { RecordLayout } from "./records/layout/layout.ts";
import { readLayout } from "./records/layout/read-layout.ts";
import { collectRecords } from "./records/records-source.ts";
import type { Sink, Source } from "./source.ts";

export interface SourceSurroundings {
  readonly launch: AgentLaunch;
  readonly pace: Pace;
  readonly log: Logger;
}

/** @throws Fault "bad-input" or "unreadable-file": the layout of a record source, with the place of the first thing that is wrong */
export async function prepareSource(source: AgentSource, around: SourceSurroundings): Promise<(sink: Sink) => Source> {
  const { launch, pace, log } = around;
  if (!isTopicName(source.topic)) {
    const what = `${JSON.stringify(source.topic)} is no topic that can be published to`;
    throw new Fault("bad-input", what, "Write a topic that is not empty, without + and #.");
  }
  switch (source.source) {
    case "host": {
      const leftOut = (what: string, reason: string) => log.info(`host metrics leave out ${what}: ${reason}`);
      const ownPaths = [launch.bufferDir, ...launch.opens.write, ...launch.opens.read];
      return (sink) => collectHost(source, sink, { proc: "/proc", sys: "/sys", ownPaths, leftOut });
    }
    case "records": {
      const layout = await layoutFrom(source.layout, log);
      return (sink) => collectRecords({ source, layout, stdin: process.stdin, sink, log, pace });
    }
    case "lines":
      return (sink) => collectLines(source, sink, log, pace);
  }
}

async function layoutFrom(path: string, log: Logger): Promise<RecordLayout> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    const what = `the record layout ${path} cannot be read: ${cause instanceof Error ? cause.message : cause}`;
    throw new Fault("unreadable-file", what, "Check the path, and that the agent's user may read it.", { cause });
  }
  const { layout, problems } = readLayout(text, path);
  for (const { severity, at, what, remedy } of problems) {
    if (severity === "notice") log.warn({ remedy }, `${showSpan(at)}: ${what}`);
  }
  if (layout) return layout;
  const errors = problems.filter(({ severity }) => severity === "error");
  const what = errors.map((problem) => `${showSpan(problem.at)}: ${problem.what}`).join("; ");
  const remedies = [...new Set(errors.map(({ remedy }) => remedy))].join(" ");
  const at = errors[0]?.at;
  throw new Fault("bad-input", `the record layout is wrong: ${what}`, remedies, at ? { at } : {});
}
