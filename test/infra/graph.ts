/** What CloudFormation finishes before what: by reference or by `DependsOn`, over any number of steps. */
export interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
  DependsOn?: string | string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

export type Resources = Record<string, Resource>;

/** @param resources as written by `synthesize` */
export function predecessors(resources: Resources, id: string, seen = new Set<string>()): Set<string> {
  const { Properties = {}, DependsOn = [] } = resources[id] ?? { Type: 'none' };
  const references = JSON.stringify(Properties).matchAll(/<(\w+)(?:\.\w+)*>/g);
  const hashed = [DependsOn].flat().map((other) => other.replace(/[0-9A-F]{8}$/, ''));
  for (const other of [...Array.from(references, ([, name = '']) => name), ...hashed]) {
    if (seen.has(other) || !(other in resources)) continue;
    seen.add(other);
    predecessors(resources, other, seen);
  }
  return seen;
}

export const idsOf = (resources: Resources, type: string): string[] =>
  Object.entries(resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id]) => id);

const grantedTo = (resources: Resources, role: unknown): { Action: string | string[]; Resource: string | string[] }[] =>
  idsOf(resources, 'AWS::IAM::Policy').flatMap((id) => {
    const { Roles, PolicyDocument } = Object(resources[id]?.Properties);
    return [Roles].flat().includes(String(role).replace(/\.Arn>$/, '>')) ? PolicyDocument.Statement : [];
  });

/** Queues, state machines and functions that a function or state machine may send to, start or call. */
function reached(resources: Resources, id: string): string[] {
  const { Role, RoleArn } = Object(resources[id]?.Properties);
  return grantedTo(resources, Role ?? RoleArn)
    .filter(({ Action }) =>
      [Action].flat().some((each) => /^(sqs:SendMessage|states:StartExecution|lambda:Invoke)/.test(each)),
    )
    .flatMap(({ Resource }) => [Resource].flat())
    .flatMap((arn) => {
      const [, name] = /:function:(.+)$/.exec(arn) ?? [];
      const called = Object.keys(resources).find((each) => name && resources[each]?.Properties?.FunctionName === name);
      return called ?? /^<(\w+)/.exec(arn)?.[1] ?? [];
    });
}

/** Functions called for the content of a queue. */
const called = (resources: Resources, queue: string): string[] =>
  idsOf(resources, 'AWS::Lambda::EventSourceMapping')
    .map((id) => Object(resources[id]?.Properties))
    .filter(({ EventSourceArn }) => EventSourceArn === `<${queue}.Arn>`)
    .map(({ FunctionName }) => String(FunctionName).replace(/^<|>$/g, ''));

/**
 * Functions that return to themselves through queues, executions and calls without declaring it (`RecursiveLoop`): Lambda stops
 * them after about 16 rounds. A table's stream does not count, because it passes on no trace.
 */
export function loops(resources: Resources): string[] {
  const next = (id: string): string[] => [...reached(resources, id), ...called(resources, id)];
  const comesTo = (id: string, target: string, seen = new Set<string>()): boolean =>
    next(id).some((each) => {
      if (each === target) return true;
      if (seen.has(each)) return false;
      seen.add(each);
      return comesTo(each, target, seen);
    });
  return idsOf(resources, 'AWS::Lambda::Function').filter(
    (id) => resources[id]?.Properties?.RecursiveLoop !== 'Allow' && comesTo(id, id),
  );
}
