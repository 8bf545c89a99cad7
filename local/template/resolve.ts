/** Resolves a template into plain resources: replaces every intrinsic function with the value that AWS would use. */
import { type Deployment, Intrinsics, isObject } from './intrinsics.ts';
import { kinds } from './kinds.ts';
import type { Template } from './load.ts';

export type { Deployment } from './intrinsics.ts';

export interface Resource {
  logicalId: string;
  type: string;
  /** With every intrinsic resolved. */
  properties: Record<string, unknown>;
  /** The result of `Ref`. */
  physicalId: string;
  arn?: string;
  metadata: Record<string, unknown>;
}

export interface Resolved {
  /** Dependencies first. */
  resources: Resource[];
  outputs: Record<string, unknown>;
}

/** @throws with the logical id and the path of anything unsupported */
export function resolveTemplate(template: Template, deployment: Deployment): Resolved {
  const intrinsics = new Intrinsics(template, deployment);
  return { resources: resources(template, intrinsics), outputs: outputs(template, intrinsics) };
}

function resources(template: Template, intrinsics: Intrinsics): Resource[] {
  const done = new Map<string, Resource>();
  const underWay = new Set<string>();
  const visit = (logicalId: string): void => {
    if (done.has(logicalId) || !intrinsics.exists(logicalId)) return;
    if (underWay.has(logicalId)) throw new Error(`${logicalId} depends on itself`);
    underWay.add(logicalId);
    const resource = resolveOne(logicalId, intrinsics);
    for (const needed of [...intrinsics.takeReferences(), ...intrinsics.raw(logicalId).DependsOn]) visit(needed);
    done.set(logicalId, resource);
  };
  for (const logicalId of Object.keys(template.Resources)) visit(logicalId);
  return [...done.values()];
}

function resolveOne(logicalId: string, intrinsics: Intrinsics): Resource {
  const { Type, Properties, Metadata } = intrinsics.raw(logicalId);
  const kind = kinds[Type];
  const identity = intrinsics.identity(logicalId, logicalId);
  return {
    logicalId,
    type: Type,
    properties: intrinsics.object(Properties, logicalId),
    physicalId: kind?.ref?.(identity) ?? identity.name,
    ...(kind?.arn && { arn: kind.arn(identity) }),
    metadata: Metadata,
  };
}

function outputs({ Outputs }: Template, intrinsics: Intrinsics): Record<string, unknown> {
  const present = Object.entries(Outputs).filter(([, { Condition }]) => intrinsics.holds(Condition));
  return Object.fromEntries(present.map(([name, { Value }]) => [name, intrinsics.value(Value, `Outputs.${name}`)]));
}

/**
 * Replaces AWS addresses in properties with local ones; the first matching pair wins. Resolve first, look at ids and tags, then
 * rewrite, because ids depend only on the template.
 */
export function rewriteAddresses(resources: Resource[], pairs: [from: string, to: string][]): Resource[] {
  const rewrite = (value: unknown): unknown => {
    if (typeof value === 'string') return pairs.reduce((text, [from, to]) => text.replaceAll(from, to), value);
    if (Array.isArray(value)) return value.map(rewrite);
    return isObject(value) ? mapValues(value, rewrite) : value;
  };
  return resources.map((resource) => ({ ...resource, properties: mapValues(resource.properties, rewrite) }));
}

function mapValues(value: Record<string, unknown>, map: (inner: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, map(inner)]));
}
