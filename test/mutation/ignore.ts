import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';
import type { babel } from '@stryker-mutator/core';

/** Members whose texts are read by people alone; programs go by `code` and names of fields. */
const FOR_PEOPLE = new Set(['detail', 'description', 'summary', 'title', 'message']);
/** Methods of a schema that document it. */
const DOCUMENTING = new Set(['describe', 'meta']);
/** Methods of the log, whose first argument names the event for whoever operates the service. */
const LOGGING = new Set(['error', 'warn', 'info']);

/**
 * Returns why a piece of code is not mutated; undefined if it is. Only texts and what is computed
 * once are left out, never an expression that decides which text it is.
 */
function whyIgnored(path: babel.NodePath): string | undefined {
  const { node, parent } = path;
  if (isText(node)) {
    if (parent.type === 'ObjectProperty' && parent.value === node && isForPeople(parent.key))
      return 'A text for people';
    if (isException(parent)) return 'The message of an exception';
    if (isArgument(path, LOGGING)) return 'The name of an event in the log';
  }
  if (isMadeOnce(path)) return 'Computed once, as a constant of a module is';
  return isArgument(path, DOCUMENTING) ? 'Documentation of a schema' : undefined;
}

type Node = babel.NodePath['node'];

const isText = (node: Node): boolean =>
  node.type === 'StringLiteral' ||
  (node.type === 'TemplateLiteral' && node.expressions.every(({ type }) => type === 'Identifier'));

const isForPeople = (key: Node): boolean => key.type === 'Identifier' && FOR_PEOPLE.has(key.name);

const isException = (parent: Node): boolean =>
  parent.type === 'NewExpression' &&
  parent.callee.type === 'Identifier' &&
  parent.callee.name.endsWith('Error');

/** Whether a node is made by `shared/once`, for which a kept runtime is too late. */
const isMadeOnce = ({ node, parent }: babel.NodePath): boolean =>
  parent.type === 'CallExpression' &&
  parent.callee !== node &&
  parent.callee.type === 'Identifier' &&
  parent.callee.name === 'once';

/** Whether a node is given to one of these methods. */
function isArgument({ node, parent }: babel.NodePath, methods: Set<string>): boolean {
  if (parent.type !== 'CallExpression' || parent.callee === node) return false;
  const { callee } = parent;
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return false;
  return methods.has(callee.property.name);
}

/** What Stryker takes from this file. */
export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'texts', {
    shouldIgnore: (path) => whyIgnored(path as babel.NodePath),
  }),
];
