/** Which rules and cases the titles of a file's tests cite. Reads the syntax, so that a comment cites nothing. */
import ts from 'typescript';

const RUNNERS = new Set(['test', 'it', 'describe']);
/** A test that does not run holds nothing. */
const IDLE = new Set(['skip', 'todo', 'fixme']);
const CITED = /\[([A-Z]+-\d+[a-z]?(?:, ?[A-Z]+-\d+[a-z]?)*)\]/g;

export function citationsIn(file: string, source: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && isTest(node.expression)) {
      for (const [, ids = ''] of titleOf(node).matchAll(CITED)) found.push(...ids.split(/, ?/));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest));
  return found;
}

/** `test`, `test.only`, `test.each(…)`, `describe.concurrent`, …, but not `test.skip`. */
function isTest(callee: ts.Expression): boolean {
  if (ts.isIdentifier(callee)) return RUNNERS.has(callee.text);
  if (ts.isPropertyAccessExpression(callee)) return !IDLE.has(callee.name.text) && isTest(callee.expression);
  return ts.isCallExpression(callee) && isTest(callee.expression);
}

/** The words of the first argument; of a template those that are not computed. */
function titleOf(call: ts.CallExpression): string {
  const [title] = call.arguments;
  if (!title) return '';
  if (ts.isStringLiteralLike(title)) return title.text;
  if (!ts.isTemplateExpression(title)) return '';
  return title.head.text + title.templateSpans.map((span) => span.literal.text).join('');
}
