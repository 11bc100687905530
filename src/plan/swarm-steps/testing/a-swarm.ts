/** A swarm for tests of planning alone: it makes each step true at once, as an engine does. What a real one does is in test/lab. */
import type { ServiceSpec, TaskSpec } from "../../../model/engine-api.ts";
import type { SwarmNode } from "../../../model/swarm-node.ts";
import {
  type FileWish,
  namespaceLabel,
  ownLabel,
  type ServiceSeen,
  type ServiceWish,
  type SwarmSeen,
  type SwarmStep,
  type SwarmWish,
  specLabel,
  type TaskSeen,
} from "../../../model/swarm-plan.ts";

export const ours = { [namespaceLabel]: "shop", [ownLabel]: "shop" };

export const aNode = (hostname: string, more: Partial<SwarmNode> = {}): SwarmNode => ({
  id: `id-${hostname}`,
  hostname,
  role: "worker",
  leader: false,
  state: "ready",
  availability: "active",
  ip: "10.0.0.7",
  release: "26.1.5",
  platform: { os: "linux", architecture: "x86_64" },
  labels: {},
  ...more,
});

export function aSpec(
  name: string,
  container: object = {},
  more: Partial<ServiceSpec> & { task?: object } = {},
): ServiceSpec {
  const { task, ...rest } = more;
  return {
    Name: `shop_${name}`,
    Labels: { ...ours, [specLabel]: JSON.stringify([container, more]) },
    TaskTemplate: {
      ContainerSpec: { Image: "box", Labels: ours, Privileges: {}, ...container },
      Resources: {},
      Placement: {},
      Networks: [],
      ForceUpdate: 0,
      ...task,
    },
    Mode: { Replicated: {} },
    EndpointSpec: {},
    ...rest,
  };
}

export const aService = (spec: ServiceSpec, more: Partial<ServiceWish> = {}): ServiceWish => ({
  spec,
  waitsFor: [],
  waitsForToken: false,
  ...more,
});

export const aFile = (kind: FileWish["kind"], name: string): FileWish => ({
  kind,
  spec: { Name: name, Labels: ours, Data: { file: `/srv/${name}` } },
});

export const aWish = (more: Partial<SwarmWish> = {}): SwarmWish => ({
  stack: "shop",
  pins: [],
  networks: [],
  files: [],
  placeholders: [],
  services: [],
  ...more,
});

export const nothing: SwarmSeen = {
  nodes: [aNode("one", { role: "manager" }), aNode("two")],
  networks: [],
  secrets: [],
  configs: [],
  services: [],
  tasks: [],
};

export const aTask = (service: ServiceSeen, more: Partial<TaskSeen> = {}): TaskSeen => ({
  id: `task-of-${service.name}`,
  service: service.id,
  slot: 1,
  node: "id-one",
  state: "running",
  desired: "running",
  error: "",
  sinceMs: 0,
  createdMs: 0,
  spec: service.spec.TaskTemplate,
  ports: [],
  ...more,
});

export const seenAs = (spec: ServiceSpec): ServiceSeen => ({
  id: `id-${spec.Name}`,
  name: spec.Name,
  labels: spec.Labels,
  spec,
});

/** With a running task for each service. */
export function performed(seen: SwarmSeen, step: SwarmStep): SwarmSeen {
  const object = ({ Name, Labels }: { readonly Name: string; readonly Labels: Readonly<Record<string, string>> }) => ({
    id: `id-${Name}`,
    name: Name,
    labels: Labels,
  });
  switch (step.step) {
    case "label": {
      const nodes = seen.nodes.map((node) => {
        if (node.id !== step.node.id) return node;
        const { [step.label]: _, ...others } = node.labels;
        return { ...node, labels: step.value === undefined ? others : { ...others, [step.label]: step.value } };
      });
      return { ...seen, nodes };
    }
    case "create-network": {
      const { Driver, Internal, Attachable, Options = {} } = step.spec;
      const more = {
        scope: "swarm",
        driver: Driver,
        internal: Internal,
        attachable: Attachable,
        options: Options,
        subnets: [],
      };
      return { ...seen, networks: [...seen.networks, { ...object(step.spec), ...more }] };
    }
    case "create-file": {
      const key = `${step.file.kind}s` as const;
      return { ...seen, [key]: [...seen[key], object(step.file.spec)] };
    }
    case "create-placeholder":
      return { ...seen, secrets: [...seen.secrets, object(step.spec)] };
    case "create-service":
    case "update-service": {
      const service = seenAs(step.spec);
      const others = seen.services.filter(({ name }) => name !== service.name);
      const tasks = seen.tasks.filter((task) => task.service !== service.id);
      return { ...seen, services: [...others, service], tasks: [...tasks, aTask(service)] };
    }
    case "remove": {
      const key = `${step.kind}s` as const;
      const tasks = seen.tasks.filter((task) => task.service !== step.id);
      return { ...seen, tasks, [key]: seen[key].filter(({ id }) => id !== step.id) };
    }
    case "remove-volume":
      return seen;
  }
}

export const usingSecret = (name: string): Pick<TaskSpec["ContainerSpec"], "Secrets"> => ({
  Secrets: [{ File: { Name: "s", UID: "0", GID: "0", Mode: 0o444 }, SecretName: name }],
});

export const aNetwork = (name: string, more = {}) => ({
  Name: name,
  Driver: "overlay",
  Internal: false,
  Attachable: false,
  Labels: ours,
  ...more,
});
