import { randomBytes } from "node:crypto";
import type { Identity } from "../model/identity.ts";
import { askedDashboards, dashboardDoor } from "./dashboard-door.ts";
import { brokerDoor } from "./door.ts";
import type { DashboardScene, Observation, Probe, Scene } from "./probe.ts";
import { showsNothing } from "./shows-nothing.ts";
import { type Stranger, turnsAway } from "./turns-away.ts";

/** Control: one of the server's own identities gets in over the same port. */
export const refusesAnonymous: Probe = {
  id: "refuses-anonymous",
  claim: "Brokers and dashboards refuse clients that do not say who they are",
  look: (scene, signal) =>
    Promise.all([
      ...scene.brokers.map((broker) => {
        const [first] = broker.identities;
        return turnsAway(brokerDoor(broker, scene.ca), ofOne(first), strangersFor(first), scene, signal);
      }),
      ...askedDashboards(scene).map((dashboard) => lookAtDashboard(dashboard, scene, signal)),
    ]),
};

async function lookAtDashboard(dashboard: DashboardScene, scene: Scene, signal: AbortSignal): Promise<Observation> {
  const [first] = dashboard.identities;
  const door = dashboardDoor(dashboard, scene);
  const turned = await turnsAway(door, ofOne(first), strangersFor(first), scene, signal);
  if (turned.verdict !== "pass") return turned;
  const shown = await showsNothing(dashboard, scene, signal);
  return shown.verdict === "pass" ? { ...turned, evidence: `${turned.evidence}; ${shown.evidence}` } : shown;
}

const ofOne = (identity: Identity | undefined): readonly Identity[] => (identity ? [identity] : []);

function strangersFor(known: Identity | undefined): readonly Stranger[] {
  const user = `edgeward-${randomBytes(6).toString("hex")}`;
  return [
    { label: "no credentials", caller: {} },
    { label: "an unknown user without a password", caller: { user } },
    ...(known ? [{ label: `${known.user} without a password`, caller: { user: known.user } }] : []),
  ];
}
