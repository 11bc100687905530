/**
 * Variables that EdgeX's own services need on an overlay network. They listen on the address that `Service.Host` resolves to, the name
 * that others reach them by; on a swarm that can be the service's virtual address, which is no task's own, and what comes in by a
 * published port goes to another address anyway.
 * @see EdgeX, go-mod-bootstrap: handlers/httpserver.go (ServerBindAddr goes before Host), environment/variables.go (names of variables)
 */
import { pairsOf } from "../../compose/env-list.ts";
import { type ImageName, parseImage } from "../../compose/image.ts";
import { childOf, textOf } from "../../model/node.ts";
import type { Project, ProjectService } from "../../model/project.ts";
import type { View } from "../rule.ts";

export interface EdgexVariable {
  readonly name: string;
  readonly value: string;
  readonly why: string;
}

const everywhere = "0.0.0.0";
const upper = "SERVICE_SERVERBINDADDR";

/** @returns none for what is not EdgeX's, and where a person says what to listen on */
export function edgexVariables({ project }: View, service: ProjectService): readonly EdgexVariable[] {
  const image = imageOf(service);
  if (!image || !listens(image)) return [];
  const files = service.envFiles.flatMap(({ variables }) => variables);
  const own = [...pairsOf(childOf(service.map, "environment")), ...files];
  if (own.some(({ name }) => name.toUpperCase() === upper)) return [];
  const why = "EdgeX listens on its host name otherwise, which on an overlay is not the task's own address";
  const newer = { name: upper, value: everywhere, why };
  if ((versionOf(image) ?? (hasCommonConfig(project) ? 3 : 2)) >= 3) return [newer];
  return [
    { name: "Service_ServerBindAddr", value: everywhere, why: `${why}; version 1 has this name` },
    { ...newer, why: `${why}; version 2 reads names in upper case only` },
  ];
}

function imageOf({ map }: ProjectService): ImageName | undefined {
  const image = parseImage(textOf(childOf(map, "image")) ?? "");
  const theirs =
    /(^|\.)edgexfoundry\.org(:\d+)?$/.test(image?.registry ?? "") || /^edgexfoundry\//.test(image?.path ?? "");
  return theirs ? image : undefined;
}

/** The services built on go-mod-bootstrap that answer HTTP. The one that brings the common configuration answers nobody. */
function listens({ name }: ImageName): boolean {
  if (/core-common-config-bootstrapper/.test(name)) return false;
  return /^(docker-)?(core|support|app|device|sys-mgmt)-|^security-proxy-auth/.test(name);
}

/** Major versions by the names of EdgeX's releases. */
const releases: readonly (readonly [name: RegExp, major: number])[] = [
  [/edinburgh|fuji|geneva|hanoi/i, 1],
  [/ireland|jakarta|kamakura|levski/i, 2],
  [/minnesota|napa/i, 3],
  [/odessa|palau/i, 4],
];

/** @returns undefined for tags that say nothing, such as `latest` */
function versionOf({ tag = "" }: ImageName): number | undefined {
  const number = /^v?(\d+)(\.|$)/.exec(tag)?.[1];
  return number === undefined ? releases.find(([name]) => name.test(tag))?.[1] : Number(number);
}

const byProject = new WeakMap<Project, boolean>();

/** Since version 3 a service of its own brings what all services have in common. */
function hasCommonConfig(project: Project): boolean {
  const known = byProject.get(project);
  if (known !== undefined) return known;
  const has = project.services.some((service) =>
    /^core-(common-config-bootstrapper|keeper)/.test(imageOf(service)?.name ?? ""),
  );
  byProject.set(project, has);
  return has;
}
