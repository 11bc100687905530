/** Names of variables that people keep secrets in. `…_FILE` names a file, which is how it should be. */
export function looksSecret(name: string): boolean {
  return (
    /(^|_)(PASS(WORD|WD|PHRASE)?|PWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|ENCRYPTION_?KEY|CREDENTIALS?)(_|\d*$)/i.test(
      name,
    ) &&
    !/_(FILE|PATH|DIR|NAME|ID|TTL|URL|EXPIRY|LENGTH|ENABLED)$/i.test(name) &&
    !/^(OLD)?PWD$/.test(name)
  );
}
