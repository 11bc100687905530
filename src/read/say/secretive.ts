/** Whether a value under this name may be a secret, so that no message may show any of it. */
export function looksSecret(name: string): boolean {
  return /pass|pwd|secret|token|credential|auth|key|psk/i.test(name);
}
