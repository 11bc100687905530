import type { LabSuite } from "../../../model/lab.ts";
import { type GuestFile, guestFiles } from "../guest/init.ts";

/** All that a root image is made of; another recipe is another image. */
export interface Recipe {
  readonly suite: LabSuite;
  readonly packages: readonly string[];
  /** Release of user-mode Linux, whose modules are in it. */
  readonly kernel: string;
  readonly files: readonly GuestFile[];
  /** Of the disk that a guest sees, in bytes; the image takes what is used of it. */
  readonly diskBytes: number;
}

const packages = ["docker.io", "iproute2", "iptables", "iputils-ping", "kmod", "openssh-server", "procps", "tcpdump"];

/** Up to Debian 12, the docker CLI is part of docker.io. */
export function recipeOf(suite: LabSuite, kernel: string): Recipe {
  const client = suite === "bookworm" ? [] : ["docker-cli"];
  return { suite, kernel, packages: [...packages, ...client], files: guestFiles, diskBytes: 4 * 2 ** 30 };
}

/** @param digest hexadecimal, of text */
export const imageName = (recipe: Recipe, digest: (text: string) => string): string =>
  `lab-${recipe.suite}-${digest(JSON.stringify(recipe)).slice(0, 12)}.ext4`;

export const isImageName = (name: string): boolean => /^lab-[a-z]+-[0-9a-f]{12}\.ext4$/.test(name);
