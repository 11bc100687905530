import { type Document, isCollection, isScalar, visit } from "yaml";

/**
 * Where a quote or bracket opens that nothing closes: the parser points to where it gave up, which may be the end of the file.
 * @param end the offset that the parser points to
 */
export function openerBefore(document: Document, end: number): number | undefined {
  let opener: number | undefined;
  visit(document, {
    Node(_, node) {
      const range = node.range;
      const quoted = isScalar(node) && (node.type === "QUOTE_SINGLE" || node.type === "QUOTE_DOUBLE");
      if ((quoted || (isCollection(node) && node.flow)) && range && range[0] < end && range[1] >= end)
        opener = range[0];
    },
  });
  return opener;
}
