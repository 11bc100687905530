/** The tokens of one stack on its swarm: where they come from, who waits for them, and what becomes of them. */
import { Fault } from "../../model/fault.ts";
import type { HeldToken, TokenDesk, TokenPlace, TokenSource } from "../../model/token.ts";
import { type Docker, EngineRefusal } from "../docker/docker.ts";
import { Held } from "./held.ts";
import { apiSource, keyOf } from "./source/api-source.ts";
import { fileSource } from "./source/file-source.ts";
import { setupPort } from "./source/regeneration.ts";
import { tunnels } from "./store/tunnels.ts";
import { deliver, withdraw } from "./swarm/deliver.ts";
import { tokenLabels } from "./swarm/labels.ts";
import { nudges } from "./swarm/nudges.ts";
import type { SecretSeen, ServiceSeen } from "./swarm/objects.ts";
import { placesIn, shortName, storeOf, uses, writerFor } from "./swarm/places.ts";
import { allSecrets, type Reach, secretsOf, servicesOf, tasksOf } from "./swarm/reach.ts";
import { straysIn } from "./swarm/strays.ts";

export interface DeskScope {
  readonly stack: string;
  readonly reach: Reach;
  /** An image with `/bin/busybox`, put on the engine where it is missing. */
  readonly helperImage: (on: Docker, signal: AbortSignal) => Promise<string>;
  readonly nowMs: () => number;
  /** Of a token that may make others, and of the CAs that a store with TLS is held against. */
  readonly store: { readonly parent?: string; readonly ca?: string };
}

export function tokenDesk(scope: DeskScope): TokenDesk & AsyncDisposable {
  const { stack, reach, nowMs } = scope;
  const { manager } = reach;
  const open = tunnels(reach, scope.helperImage);
  const made = new Map<string, Held>();
  const services = (signal: AbortSignal) => servicesOf(reach, stack, signal);
  return {
    stack,
    async places(signal) {
      const all = await services(signal);
      const [tasks, secrets, nodes] = await Promise.all([
        tasksOf(
          reach,
          all.map(({ ID }) => ID),
          signal,
        ),
        allSecrets(reach, signal),
        reach.nodes(signal),
      ]);
      const hostnames = new Map(nodes.map(({ id, hostname }) => [id, hostname]));
      return placesIn(stack, { services: all, tasks, secrets, hostnames });
    },
    async sourceOf(place, signal) {
      const [all, secrets] = await Promise.all([services(signal), secretsOf(reach, stack, signal)]);
      return sourceAmong(place, all, secrets);
    },
    deliver: async (place, token, signal) => {
      const held = ours(token);
      const name = await deliver(manager, stack, place, held, signal);
      // Its accessor is written down now, so it may live.
      if (made.delete(keyOf(place))) await lengthen(place, held, signal);
      return name;
    },
    withdraw: (place, signal) => withdraw(manager, stack, place, signal),
    async isSettled(service, secret, signal) {
      const seen = (await services(signal)).find((one) => shortName(stack, one) === service);
      if (!seen) return { is: true };
      const reference = seen.Spec.TaskTemplate.ContainerSpec.Secrets?.find(({ SecretName }) => SecretName === secret);
      const wanted = (await tasksOf(reach, [seen.ID], signal)).filter(({ DesiredState }) => DesiredState === "running");
      if (seen.Spec.Mode?.Replicated?.Replicas === 0) return { is: true };
      const runs = wanted.filter((task) => task.Status.State === "running" && uses(task, reference?.SecretID ?? ""));
      if (runs.length > 0 && runs.length === wanted.length) return { is: true };
      const newest = wanted.toSorted((a, b) => Date.parse(b.CreatedAt) - Date.parse(a.CreatedAt))[0];
      const says = newest?.Status.Err || newest?.Status.State;
      return { is: false, ...(says !== undefined && { says }) };
    },
    async strays(signal) {
      const [all, secrets] = await Promise.all([services(signal), secretsOf(reach, stack, signal)]);
      return straysIn(stack, all, secrets, new Set([...made.values()].map(({ seen }) => seen.mark)));
    },
    async tokenOf(stray, signal) {
      const [all, secrets] = await Promise.all([services(signal), secretsOf(reach, stack, signal)]);
      const secret = secrets.find(({ Spec }) => Spec.Name === stray.secret);
      const place = { service: stray.service, file: stray.file, secret: { name: stray.secret }, runsOn: [] };
      const picked = await sourceAmong(place, all, secrets, secret)?.pick(place, signal);
      return picked?.is === "token" && picked.token.seen.mark === stray.mark ? picked.token : undefined;
    },
    async remove(secret, signal) {
      try {
        await manager.ask("DELETE", `/secrets/${encodeURIComponent(secret)}`, { signal });
        return true;
      } catch (error) {
        if (!(error instanceof EngineRefusal)) throw error;
        if (error.status === 404) return true;
        if (/in use/i.test(error.message)) return false;
        throw error;
      }
    },
    nudges: (onNudge, signal) => nudges(reach, stack, onNudge, signal),
    [Symbol.asyncDispose]: () => open[Symbol.asyncDispose](),
  };

  function sourceAmong(
    place: TokenPlace,
    all: readonly ServiceSeen[],
    secrets: readonly SecretSeen[],
    stray?: SecretSeen,
  ): TokenSource | undefined {
    const store = storeOf(place, stack, all);
    const tls = store?.tls ? { tls: { ca: scope.store.ca ?? "" } } : {};
    const ask = store
      ? open.to({ ...store, ...tls } as Parameters<typeof open.to>[0])
      : () => Promise.reject(new Error("no service of the stack is known as its secret store"));
    const labels = all.find((one) => shortName(stack, one) === place.service)?.Spec.Labels ?? {};
    const policies = labels[tokenLabels.policies]?.split(",").flatMap((one) => one.trim() || []);
    // A service that is gone has no labels: its token's own tell how it was made.
    if (policies || stray?.Spec.Labels?.[tokenLabels.accessor] !== undefined) {
      const ttl = labels[tokenLabels.ttl];
      const wish = {
        policies: policies ?? [],
        ...(ttl !== undefined && { ttl }),
        orphan: labels[tokenLabels.orphan] === "true",
      };
      const secret = stray ?? secrets.find(({ Spec }) => Spec.Name === place.secret.name);
      const waiting = stray ? new Map<string, Held>() : made;
      return apiSource({ ask, parent: scope.store.parent, wish, secret, made: waiting, nowMs });
    }
    const writer = writerFor(place, stack, all);
    if (!writer) return undefined;
    const setup = open.to({ service: writer.service, host: shortName(stack, writer.service), port: setupPort });
    return fileSource({ reach, writer, store: ask, setup, nowMs });
  }
}

/** A token is born for a moment (api-source.ts). @throws Fault "not-ready": it is delivered, and ends soon unless somebody renews it */
async function lengthen({ service }: TokenPlace, token: Held, signal: AbortSignal): Promise<void> {
  const lease = await token.renew(signal);
  if (lease.is === "valid") return;
  const why = lease.is === "unknown" ? lease.why : "the store refuses it";
  const remedy = "`edgeward watch` tries again; else make a new one: `edgeward token rotate`.";
  throw new Fault(
    "not-ready",
    `the token of ${service} is delivered, and its lease is a short one still: ${why}`,
    remedy,
  );
}

function ours(token: HeldToken): Held {
  if (token instanceof Held) return token;
  throw new Fault("not-ready", "this token is of another place", "Look for it again.");
}
