/** What a network of one host has, and an overlay, or a stack file, has not. */
import type { Loss } from "../../draft.ts";

const remedyAddress = "Leave it out, and call services by their names.";

export const fieldLosses: Readonly<Record<string, Loss>> = {
  "ipam.gateway": {
    why: "docker takes a subnet alone, and an overlay has no gateway to the outside.",
    remedy: remedyAddress,
    weakens: "nothing",
  },
  "ipam.ip_range": {
    why: "docker takes a subnet alone: tasks get addresses from all of it.",
    remedy: "Write as `subnet` the part that may be used.",
    weakens: "behaviour",
  },
  "ipam.aux_addresses": {
    why: "docker takes a subnet alone: addresses cannot be kept free.",
    remedy: "Write a `subnet` that leaves them out.",
    weakens: "behaviour",
  },
  "ipam.options": {
    why: "docker passes no options to what gives out addresses.",
    remedy: "Make the network with `docker network create --ipam-opt`, and name it as `external`.",
    weakens: "behaviour",
  },
};

export const ipv6Loss: Loss = {
  why: "A stack file has no word for IPv6: its networks speak IPv4.",
  remedy: "Make the network with `docker network create --driver overlay --ipv6`, and name it as `external`.",
  weakens: "behaviour",
};

export const ipv4Loss: Loss = {
  why: "A stack file cannot leave IPv4 out.",
  remedy: "Leave it out.",
  weakens: "behaviour",
};

export const extensionLoss: Loss = {
  why: "A stack file takes no extension here.",
  remedy: "Put it below the network itself, where extensions stay.",
  weakens: "nothing",
};

/** Options of the bridge driver, of which an overlay knows none. */
export function optionLoss(option: string, value: string): Loss {
  if (option.endsWith(".enable_icc") && /^(false|0)$/i.test(value)) {
    return {
      why: "It kept services on the network from reaching each other, which an overlay cannot.",
      remedy: "Give services that must not talk a network each, shared with whom they may talk to.",
      weakens: "security",
    };
  }
  if (option.endsWith(".host_binding_ipv4") || option.includes(".gateway_mode_")) {
    return {
      why: "It said on which of the host's addresses ports are published; a swarm publishes on all. Loopback alone is not published at all.",
      remedy: "Close the ports to others in the nodes' firewall (chain DOCKER-USER).",
      weakens: "security",
    };
  }
  if (option.endsWith(".enable_ip_masquerade") && /^(false|0)$/i.test(value)) {
    return {
      why: "It kept the host's address off what leaves the network; what leaves an overlay has its node's address.",
      remedy: "Write `internal: true`, if nothing is to leave it.",
      weakens: "security",
    };
  }
  return {
    why: "It is an option of the bridge of one host, and an overlay knows none of them.",
    remedy: "Leave it out.",
    weakens: "nothing",
  };
}
