/** What overlays ask of a node's kernel; one of each line is enough. */
export const neededModules: readonly { readonly any: readonly string[]; readonly why: string }[] = [
  { any: ["vxlan"], why: "overlay networks" },
  { any: ["br_netfilter"], why: "overlay networks" },
  { any: ["overlay"], why: "images" },
  { any: ["ip_vs"], why: "the address that all replicas of a service share" },
  { any: ["esp4"], why: "encrypted overlays" },
  { any: ["xfrm_user"], why: "encrypted overlays" },
  { any: ["xfrm_algo"], why: "encrypted overlays" },
  { any: ["xt_policy"], why: "encrypted overlays: it drops what comes in clear" },
  { any: ["xt_bpf", "xt_u32"], why: "encrypted overlays: it drops what comes in clear" },
];

export const moduleNames: readonly string[] = neededModules.flatMap(({ any }) => any);
