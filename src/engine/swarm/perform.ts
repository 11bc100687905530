/** One step made true. Run again, it finds what it did before and leaves it. */
import type { ServiceSpec } from "../../model/engine-api.ts";
import type { RemovedKind, SwarmStep } from "../../model/swarm-plan.ts";
import { type Docker, EngineRefusal, orAbsent } from "../docker/docker.ts";
import type { ServiceAnswer } from "./answers.ts";
import { fileBody, serviceBody } from "./bodies.ts";
import { labelNode } from "./label-node.ts";
import type { Reach } from "./reach.ts";
import { removeVolume } from "./remains.ts";

export async function perform(reach: Reach, step: SwarmStep, signal: AbortSignal): Promise<void> {
  const { manager } = reach;
  switch (step.step) {
    case "label":
      return labelNode(manager, step.node.id, step.label, step.value, signal);
    case "create-network":
      return create(manager, "/networks/create", { ...step.spec, CheckDuplicate: true, Scope: "swarm" }, signal);
    case "create-file": {
      const { kind } = step.file;
      return create(manager, `/${kind}s/create`, await fileBody(step.file), signal);
    }
    case "create-placeholder": {
      const Data = Buffer.from("{}").toString("base64");
      return create(manager, "/secrets/create", { ...step.spec, Data }, signal);
    }
    case "create-service":
      return create(manager, "/services/create", await serviceBody(step.spec, manager, signal), signal);
    case "update-service":
      return update(manager, step.id, step.spec, signal);
    case "remove":
      return remove(manager, step.kind, step.id, signal);
    case "remove-volume":
      return removeVolume(reach, step.volume, signal);
  }
}

async function create(manager: Docker, path: string, body: object, signal: AbortSignal): Promise<void> {
  try {
    await manager.ask("POST", path, { body, signal });
  } catch (error) {
    // An answer that was lost, or another `up`. Whether it is what is wanted shows the next look.
    if (error instanceof EngineRefusal && error.status === 409 && /already exists|name conflicts/i.test(error.message))
      return;
    throw error;
  }
}

/** Times that somebody else may be quicker. */
const attempts = 10;

/** An update counts only from the version that it was made for: others, the swarm itself among them, may change a service at any time. */
async function update(manager: Docker, id: string, spec: ServiceSpec, signal: AbortSignal): Promise<void> {
  const body = await serviceBody(spec, manager, signal);
  for (let left = attempts; ; left--) {
    const { Version, Spec } = await manager.ask<ServiceAnswer>("GET", `/services/${id}`, { signal });
    // Counted by whoever wanted tasks anew; another number would make them once more.
    const TaskTemplate = { ...body.TaskTemplate, ForceUpdate: Spec.TaskTemplate.ForceUpdate ?? 0 };
    try {
      const query = { version: Version.Index };
      await manager.ask("POST", `/services/${id}/update`, { query, body: { ...body, TaskTemplate }, signal });
      return;
    } catch (error) {
      const isLate = error instanceof EngineRefusal && /update out of sequence/i.test(error.message);
      if (!isLate || left <= 1) throw error;
    }
  }
}

async function remove(manager: Docker, kind: RemovedKind, id: string, signal: AbortSignal): Promise<void> {
  await orAbsent(manager.ask("DELETE", `/${kind}s/${id}`, { signal }));
}
