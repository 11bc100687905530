/** What a test asks of a stack on the swarm of a lab. */
import { type aLab, ran, until } from "../a-lab.ts";

type Lab = ReturnType<typeof aLab>;

export interface Task {
  readonly service: string;
  readonly node: string;
  readonly state: string;
  readonly error: string;
}

/** Those that are to run, by the names that the stack's file has for their services. */
export async function tasksOf(lab: Lab, stack: string): Promise<readonly Task[]> {
  const format = "{{.Name}}\t{{.Node}}\t{{.CurrentState}}\t{{.Error}}";
  const said = await lab.docker(
    "manager",
    "stack",
    "ps",
    "--no-trunc",
    "--filter",
    "desired-state=running",
    "--format",
    format,
    stack,
  );
  return said.split("\n").map((line) => {
    const [name = "", node = "", state = "", error = ""] = line.split("\t");
    return {
      service: name.slice(stack.length + 1).replace(/\.\w+$/, ""),
      node,
      state: state.split(" ")[0] ?? "",
      error,
    };
  });
}

/** Until a service of that name says a line that it is. */
export async function says(lab: Lab, service: string, line: RegExp): Promise<string> {
  let found: string | undefined;
  await until(async () => {
    // What it said on its standard error comes on ours.
    const words = ["-H", `unix://${lab.socket("manager")}`, "service", "logs", "--raw", service];
    const { out, err } = await ran("docker", words);
    found = `${out}\n${err}`.split("\n").findLast((one) => line.test(one));
    return found !== undefined;
  });
  return found ?? "";
}
