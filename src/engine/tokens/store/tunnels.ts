/** One tunnel for each container that is asked, opened when it is first needed, and anew when that container is another one. */
import type { Docker } from "../../docker/docker.ts";
import { type Tunnel, tunnelInto } from "../../doors/tunnel.ts";
import type { ServiceSeen } from "../swarm/objects.ts";
import { locate, type Reach } from "../swarm/reach.ts";
import { askOver } from "./ask-over.ts";
import type { AskStore } from "./store-api.ts";

interface Door {
  readonly service: ServiceSeen;
  /** As services of the stack call it, and as its certificate does. */
  readonly host: string;
  readonly port: number;
  readonly tls?: { readonly ca: string };
}

export interface Tunnels extends AsyncDisposable {
  to(door: Door): AskStore;
}

interface Opened {
  readonly container: string;
  readonly tunnel: Promise<Tunnel>;
}

export function tunnels(reach: Reach, image: (on: Docker, signal: AbortSignal) => Promise<string>): Tunnels {
  // By service; two that ask at the same time share one.
  const open = new Map<string, Opened>();
  const close = async (service: string, opened: Opened) => {
    // Another who met the same failure may be closing it, and have opened the next one.
    if (open.get(service) !== opened) return;
    open.delete(service);
    const tunnel = await opened.tunnel.catch(() => undefined);
    await tunnel?.[Symbol.asyncDispose]();
  };
  return {
    to: (door) => async (request, signal) => {
      const { ID: id, Spec } = door.service;
      const located = await locate(reach, door.service, signal);
      if (located.is === "unreachable") throw new Error(`${located.node}, where ${Spec.Name} is, is out of reach`);
      const running = located.is === "here" ? located.at.containers.find(({ runs }) => runs) : undefined;
      if (located.is !== "here" || !running) throw new Error(`${Spec.Name} does not run`);
      const { docker } = located.at;
      const container = running.id;
      const before = open.get(id);
      if (before && before.container !== container) await close(id, before);
      const begin = async () => tunnelInto(docker, container, await image(docker, signal), signal);
      const take = () => {
        const opened = open.get(id) ?? { container, tunnel: begin() };
        open.set(id, opened);
        return opened;
      };
      const ask = async (opened: Opened) => {
        const tunnel = await opened.tunnel;
        const hosts = ["127.0.0.1", door.host];
        return askOver({ ...door, open: (abort) => tunnel.open(hosts, door.port, abort) })(request, signal);
      };
      const isFresh = !open.has(id);
      const first = take();
      try {
        return await ask(first);
      } catch (error) {
        await close(id, first);
        signal.throwIfAborted();
        // An old tunnel ends with the start of the container that it leads into.
        if (isFresh) throw error;
        return ask(take());
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...open].map(([id, opened]) => close(id, opened)));
    },
  };
}
