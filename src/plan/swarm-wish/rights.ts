/**
 * A swarm makes a secret root's and readable to all in its container. Where it is certain which user the container runs as, it becomes that
 * user's alone. An image that starts as root may be another user by the time it reads: there nothing is changed.
 */
import type { FileTarget, ServiceSpec } from "../../model/engine-api.ts";
import type { ImageKnown } from "./image.ts";

export interface Righted {
  readonly spec: ServiceSpec;
  /** Why its secrets stay as they are; absent: they need not be changed, or were. */
  readonly open?: string;
}

/**
 * Numbers of the users that images name, by the last part of the image's name.
 * @see eclipse-mosquitto's, grafana's, telegraf's, influxdb's and node-red's Dockerfiles (adduser, useradd)
 */
const users: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "eclipse-mosquitto": { mosquitto: "1883" },
  grafana: { grafana: "472" },
  "grafana-oss": { grafana: "472" },
  "grafana-enterprise": { grafana: "472" },
  telegraf: { telegraf: "999" },
  influxdb: { influxdb: "1000" },
  "node-red": { "node-red": "1000" },
};

const ofAll = 0o444;
const ofOwner = 0o400;

export function withRights(spec: ServiceSpec, image: ImageKnown | undefined): Righted {
  const { ContainerSpec } = spec.TaskTemplate;
  const secrets = ContainerSpec.Secrets ?? [];
  if (!secrets.some(({ File }) => isUsual(File))) return { spec };
  const named = ContainerSpec.User ?? image?.user;
  if (named === undefined) return { spec, open: "no node that can be reached has its image, so its user is not known" };
  const [user = "", group] = named.split(":");
  if (user === "" || user === "root" || user === "0")
    return { spec, open: "its image starts as root and may become another user before it reads them" };
  const uid = /^\d+$/.test(user) ? user : users[lastPart(ContainerSpec.Image)]?.[user];
  if (uid === undefined) return { spec, open: `which number its user ${user} has stands in the image alone` };
  const gid = group !== undefined && /^\d+$/.test(group) ? group : undefined;
  const own = secrets.map((one) =>
    isUsual(one.File)
      ? { ...one, File: { ...one.File, UID: uid, ...(gid !== undefined && { GID: gid }), Mode: ofOwner } }
      : one,
  );
  const container = { ...ContainerSpec, Secrets: own };
  return { spec: { ...spec, TaskTemplate: { ...spec.TaskTemplate, ContainerSpec: container } } };
}

/** Nobody said whose it is. */
const isUsual = ({ UID, GID, Mode }: FileTarget): boolean => UID === "0" && GID === "0" && Mode === ofAll;

/** `docker.io/grafana/grafana:11` is `grafana`. */
const lastPart = (image: string): string => image.split("@")[0]?.split("/").at(-1)?.split(":")[0] ?? "";
