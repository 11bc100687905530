declare const brand: unique symbol;

/** Name of a service in the compose file; branded, so that it is never mixed up with a volume, a user or a process. */
export type ServiceName = string & { readonly [brand]: "ServiceName" };

export const serviceName = (name: string): ServiceName => name as ServiceName;
