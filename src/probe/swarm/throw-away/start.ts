/** Tasks of ours for a moment: each on one node, with no more rights than it is given, and marked, so that it can always be cleared away. */
import type { Docker } from "../../../engine/docker/docker.ts";
import type { NetworkAttachment } from "../../../model/engine-api.ts";
import { throwAwayLabel } from "../../../model/swarm-plan.ts";
import type { SwarmClock } from "../scene.ts";
import { make } from "./make.ts";

export interface Helper {
  readonly name: string;
  /** The probe that needs it. */
  readonly by: string;
  /** Node id. */
  readonly node: string;
  readonly image: string;
  /** For a shell. */
  readonly script: string;
  /** By id; or `host`. */
  readonly networks: readonly NetworkAttachment[];
  readonly capabilities?: readonly string[];
}

/** @returns what POST /services/create takes */
function helperSpec(helper: Helper): object {
  const labels = { [throwAwayLabel]: helper.by };
  return {
    Name: helper.name,
    Labels: labels,
    TaskTemplate: {
      ContainerSpec: {
        Image: helper.image,
        Command: ["/bin/busybox", "sh", "-c", helper.script],
        Labels: labels,
        CapabilityDrop: ["ALL"],
        ...(helper.capabilities && { CapabilityAdd: helper.capabilities }),
        Privileges: { NoNewPrivileges: true },
        ReadOnly: true,
        Mounts: [{ Type: "tmpfs", Target: "/tmp", TmpfsOptions: { SizeBytes: 32 * 2 ** 20 } }],
        // A shell that is process 1 does not heed SIGTERM.
        StopSignal: "SIGKILL",
      },
      Resources: { Limits: { MemoryBytes: 96 * 2 ** 20, Pids: 128 } },
      RestartPolicy: { Condition: "none" },
      Placement: { Constraints: [`node.id == ${helper.node}`] },
      Networks: helper.networks,
      // The engine's own driver may be one whose logs cannot be read back.
      LogDriver: { Name: "json-file", Options: { "max-size": "32m" } },
    },
    Mode: { Replicated: { Replicas: 1 } },
    EndpointSpec: { Mode: "dnsrr" },
  };
}

interface HelperTask {
  readonly ID: string;
  readonly ServiceID: string;
  readonly Status: { readonly State: string; readonly Err?: string; readonly Message?: string };
}

const over = ["failed", "shutdown", "rejected", "orphaned", "remove"];

/**
 * Starts them all, and waits until each runs or has run.
 * @returns the ids of their tasks, in the same order
 * @throws Error with the engine's own words when one cannot run, or has not begun after `withinMs`
 */
export async function startHelpers(
  manager: Docker,
  helpers: readonly Helper[],
  withinMs: number,
  clock: SwarmClock,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const made = await make<{ readonly ID: string }>(manager, "/services/create", helpers.map(helperSpec), signal);
  const services = made.map(({ ID }) => ID);
  const deadline = clock.elapsed() + withinMs;
  const query = { filters: { service: Object.fromEntries(services.map((id) => [id, true])) } };
  for (;;) {
    const tasks = (await manager.ask<readonly HelperTask[] | undefined>("GET", "/tasks", { query, signal })) ?? [];
    const own = services.map((id) => tasks.find(({ ServiceID }) => ServiceID === id));
    const bad = own.find((task) => task && over.includes(task.Status.State));
    if (bad) throw new Error(`a task of the probe's could not run: ${saidBy(bad)}`);
    const begun = own.filter((task) => task && ["running", "complete"].includes(task.Status.State));
    if (begun.length === own.length) return begun.map((task) => task?.ID ?? "");
    const late = own.find((task) => !begun.includes(task));
    if (clock.elapsed() > deadline)
      throw new Error(
        `a task of the probe's did not begin within ${withinMs / 1000} s: ${late ? saidBy(late) : "no task"}`,
      );
    await clock.sleep(500, signal);
  }
}

const saidBy = ({ Status: { State, Err, Message } }: HelperTask): string => Err || Message || State;
