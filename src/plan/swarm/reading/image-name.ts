const imageId = /^[0-9a-f]{64}$/;

/**
 * An image's name as the docker CLI sends it: without Docker Hub's own name, and with the tag that counts where none is written.
 * `docker.io/library/nginx` becomes `nginx:latest`.
 * @see distribution/reference, "familiar" names
 */
export function familiarName(image: string): string {
  if (imageId.test(image)) return image;
  const slash = image.indexOf("/");
  const host = slash < 0 ? "" : image.slice(0, slash);
  const isHub = host === "docker.io" || host === "index.docker.io";
  const name = isHub ? image.slice(slash + 1) : image;
  const isOfficial = /^library\/[^/]+$/.test(name);
  const short = isOfficial ? name.slice("library/".length) : name;
  const hasTag = /:[^/]*$/.test(short) || short.includes("@");
  return hasTag ? short : `${short}:latest`;
}
