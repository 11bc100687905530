/** What `docker compose` does on the machine where it runs, and a swarm does not. */
import type { Node } from "../../../model/node.ts";
import { textOf } from "../../../model/node.ts";
import { type Loss, serviceRule } from "../../draft.ts";

const nothing = (why: string): Loss => ({ why, remedy: "Nothing to do.", weakens: "nothing" });

const hook = (when: string, instead: string): Loss => ({
  why: `A swarm runs no commands ${when}.`,
  remedy: instead,
  weakens: "behaviour",
});

const pulls = nothing("A swarm asks the registry for the image when the stack is deployed, and pins what it finds.");

const losses: Readonly<Record<string, (node: Node) => Loss>> = {
  annotations: () => ({
    why: "A swarm hands no annotations to the container runtime.",
    remedy: "Write them below `labels` if it is people or programs that read them.",
    weakens: "behaviour",
  }),
  attach: () => nothing("It only says whose output `docker compose up` shows."),
  develop: () => nothing("It is for `docker compose watch`, at the developer's desk."),
  models: () => ({
    why: "A swarm runs no models.",
    remedy: "Run a model server as a service of its own, and give its address to this one in `environment`.",
    weakens: "behaviour",
  }),
  post_start: () => hook("when a container has started", "Do it in the image's entry point, or in a job of its own."),
  pre_start: () => hook("before a container starts", "Do it in the image's entry point, or in a job of its own."),
  pre_stop: () => hook("before it stops a container", "Catch the stop signal in the service and do it there."),
  pull_policy: (node) =>
    /^(never|build)$/.test(textOf(node) ?? "")
      ? {
          why: "A swarm pulls the image from a registry, or takes what each node has under that name.",
          remedy:
            "Push the image to a registry that all nodes reach, or load it on each node that may run the service.",
          weakens: "behaviour",
        }
      : pulls,
  pull_refresh_after: () => pulls,
};

export const localOnly = serviceRule("local-only", Object.keys(losses), ({ draft, field }) => {
  for (const [key, loss] of Object.entries(losses)) {
    const here = field(key);
    if (here) draft.lose(here, loss(here.node));
  }
});
