/** Turns a template into plain resources: every intrinsic function replaced by the value that AWS would put there. */
import { type Identity, kinds } from './kinds.ts';
import type { Template, TemplateResource } from './load.ts';

export interface Resource {
  logicalId: string;
  type: string;
  /** Every intrinsic resolved. */
  properties: Record<string, unknown>;
  /** What `Ref` gives. */
  physicalId: string;
  arn?: string;
  metadata: Record<string, unknown>;
}

export interface Deployment {
  region: string;
  accountId: string;
  /** Values of the template's parameters that have no default or shall have another. */
  parameters?: Record<string, string>;
}

export interface Resolved {
  /** Dependencies first. */
  resources: Resource[];
  outputs: Record<string, unknown>;
}

/** @throws naming the logical id and the path of what it does not know. */
export function resolveTemplate(template: Template, deployment: Deployment): Resolved {
  const resolver = new Resolver(template, deployment);
  return { resources: resolver.resources(), outputs: resolver.outputs() };
}

/**
 * Replaces AWS's addresses by local ones wherever they stand in a property, the first pair that fits. Resolve first, look
 * at the resources' ids and tags, then rewrite: the ids depend on nothing but the template.
 */
export function rewriteAddresses(resources: Resource[], pairs: [from: string, to: string][]): Resource[] {
  const rewrite = (value: unknown): unknown => {
    if (typeof value === 'string') return pairs.reduce((text, [from, to]) => text.replaceAll(from, to), value);
    if (Array.isArray(value)) return value.map(rewrite);
    return isObject(value) ? mapValues(value, rewrite) : value;
  };
  return resources.map((resource) => ({ ...resource, properties: mapValues(resource.properties, rewrite) }));
}

/** Where a value stands, for errors: `Function.Environment.Variables.TABLE`. */
type Path = string;

/** Stands for AWS::NoValue until the property that holds it is dropped. */
const noValue = Symbol('AWS::NoValue');

class Resolver {
  readonly #template: Template;
  readonly #deployment: Deployment;
  /** Logical ids that the resource now being resolved refers to. */
  #references = new Set<string>();

  constructor(template: Template, deployment: Deployment) {
    this.#template = template;
    this.#deployment = deployment;
  }

  resources(): Resource[] {
    const done = new Map<string, Resource | 'under way'>();
    const visit = (logicalId: string): void => {
      if (done.get(logicalId) === 'under way') throw new Error(`${logicalId} depends on itself`);
      if (done.has(logicalId) || !this.#exists(logicalId)) return;
      done.set(logicalId, 'under way');
      this.#references = new Set(this.#raw(logicalId).DependsOn);
      const resource = this.#resource(logicalId);
      for (const reference of this.#references) visit(reference);
      // Deleted first: a Map keeps the place of the first `set`, and the order is the answer.
      done.delete(logicalId);
      done.set(logicalId, resource);
    };
    for (const logicalId of Object.keys(this.#template.Resources)) visit(logicalId);
    return [...done.values()].filter((entry) => entry !== 'under way');
  }

  outputs(): Record<string, unknown> {
    const present = Object.entries(this.#template.Outputs).filter(([, { Condition }]) => this.#holds(Condition));
    return Object.fromEntries(present.map(([name, { Value }]) => [name, this.#value(Value, `Outputs.${name}`)]));
  }

  #resource(logicalId: string): Resource {
    const raw = this.#raw(logicalId);
    const kind = kinds[raw.Type];
    const identity = this.#identity(logicalId, logicalId);
    return {
      logicalId,
      type: raw.Type,
      properties: this.#object(raw.Properties, logicalId),
      physicalId: kind?.ref?.(identity) ?? identity.name,
      ...(kind?.arn && { arn: kind.arn(identity) }),
      metadata: raw.Metadata,
    };
  }

  #raw(logicalId: string): TemplateResource {
    const raw = this.#template.Resources[logicalId];
    if (!raw) throw new Error(`the template has no resource ${logicalId}`);
    return raw;
  }

  #exists(logicalId: string): boolean {
    return this.#holds(this.#raw(logicalId).Condition);
  }

  #identity(logicalId: string, path: Path): Identity {
    const { Type, Properties } = this.#raw(logicalId);
    const property = kinds[Type]?.name;
    const given = property === undefined ? undefined : Properties[property];
    return {
      logicalId,
      name: given === undefined ? `${this.#template.stackName}-${logicalId}` : this.#text(given, path),
      stackName: this.#template.stackName,
      region: this.#deployment.region,
      accountId: this.#deployment.accountId,
    };
  }

  #value(value: unknown, path: Path): unknown {
    if (Array.isArray(value)) return this.#list(value, path);
    if (!isObject(value)) return value;
    const [entry, ...others] = Object.entries(value);
    if (entry && others.length === 0 && (entry[0] === 'Ref' || entry[0].startsWith('Fn::'))) {
      const intrinsic = this.#intrinsics[entry[0]];
      if (!intrinsic) throw new Error(`${path}: ${entry[0]} is not known to the local cloud`);
      return intrinsic(entry[1], path);
    }
    return this.#object(value, path);
  }

  #object(value: Record<string, unknown>, path: Path): Record<string, unknown> {
    const entries = Object.entries(value).map(([key, inner]) => [key, this.#value(inner, `${path}.${key}`)]);
    return Object.fromEntries(entries.filter(([, inner]) => inner !== noValue));
  }

  #list(value: unknown, path: Path): unknown[] {
    const resolved = Array.isArray(value) ? value : this.#value(value, path);
    if (!Array.isArray(resolved)) throw new Error(`${path}: a list was expected, not ${JSON.stringify(resolved)}`);
    return resolved.map((inner, i) => this.#value(inner, `${path}[${i}]`)).filter((inner) => inner !== noValue);
  }

  #text(value: unknown, path: Path): string {
    const resolved = this.#value(value, path);
    if (typeof resolved === 'string') return resolved;
    if (typeof resolved === 'number' || typeof resolved === 'boolean') return String(resolved);
    throw new Error(`${path}: a text was expected, not ${JSON.stringify(resolved)}`);
  }

  readonly #intrinsics: Record<string, (argument: unknown, path: Path) => unknown> = {
    Ref: (name, path) => this.#ref(this.#text(name, path), path),
    'Fn::GetAtt': (argument, path) => {
      const [logicalId = '', ...attribute] =
        typeof argument === 'string' ? argument.split('.') : this.#list(argument, path).map(String);
      return this.#attribute(logicalId, attribute.join('.'), path);
    },
    'Fn::Join': (argument, path) => {
      const [separator, parts] = this.#list(argument, path);
      return this.#list(parts, path)
        .map((part) => this.#text(part, path))
        .join(this.#text(separator, path));
    },
    'Fn::Sub': (argument, path) => {
      const [text, variables] = typeof argument === 'string' ? [argument, {}] : this.#list(argument, path);
      return this.#text(text, path).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
        if (literal) return `\${${name}}`;
        if (isObject(variables) && name in variables) return this.#text(variables[name], path);
        const [logicalId = '', ...attribute] = name.split('.');
        return String(
          attribute.length > 0 ? this.#attribute(logicalId, attribute.join('.'), path) : this.#ref(name, path),
        );
      });
    },
    'Fn::Select': (argument, path) => {
      const [index, list] = this.#list(argument, path);
      const selected = this.#list(list, path)[Number(index)];
      if (selected === undefined) throw new Error(`${path}: Fn::Select ${String(index)} is beyond the list`);
      return selected;
    },
    'Fn::Split': (argument, path) => {
      const [separator, text] = this.#list(argument, path);
      return this.#text(text, path).split(this.#text(separator, path));
    },
    'Fn::FindInMap': (argument, path) => {
      const [map, top, second] = this.#list(argument, path).map(String);
      const found = this.#template.Mappings[map ?? '']?.[top ?? '']?.[second ?? ''];
      if (found === undefined) throw new Error(`${path}: no ${map}.${top}.${second} among the mappings`);
      return found;
    },
    // Not #list: the branch that is not taken may name what does not exist.
    'Fn::If': (argument, path) => {
      if (!Array.isArray(argument)) throw new Error(`${path}: Fn::If takes a list`);
      return this.#value(argument[this.#holds(String(argument[0])) ? 1 : 2], path);
    },
    'Fn::Equals': (argument, path) => {
      const [left, right] = this.#list(argument, path);
      return left === right;
    },
    'Fn::Not': (argument, path) => this.#truths(argument, path)[0] === false,
    'Fn::And': (argument, path) => this.#truths(argument, path).every(Boolean),
    'Fn::Or': (argument, path) => this.#truths(argument, path).some(Boolean),
    'Fn::Base64': (argument, path) => Buffer.from(this.#text(argument, path)).toString('base64'),
  };

  #ref(name: string, path: Path): unknown {
    const { region, accountId, parameters } = this.#deployment;
    const pseudo: Record<string, unknown> = {
      'AWS::AccountId': accountId,
      'AWS::NoValue': noValue,
      'AWS::Partition': 'aws',
      'AWS::Region': region,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/${this.#template.stackName}/local`,
      'AWS::StackName': this.#template.stackName,
      'AWS::URLSuffix': 'amazonaws.com',
    };
    if (name in pseudo) return pseudo[name];
    const parameter = this.#template.Parameters[name];
    if (parameter) {
      const value = parameters?.[name] ?? parameter.Default;
      if (value === undefined) throw new Error(`${path}: the parameter ${name} has no value`);
      return value;
    }
    const identity = this.#referred(name, path);
    return kinds[this.#raw(name).Type]?.ref?.(identity) ?? identity.name;
  }

  #attribute(logicalId: string, attribute: string, path: Path): unknown {
    const identity = this.#referred(logicalId, path);
    const type = this.#raw(logicalId).Type;
    const find = attribute === 'Arn' ? kinds[type]?.arn : kinds[type]?.attributes?.[attribute];
    if (!find) throw new Error(`${path}: ${attribute} of ${logicalId} (${type}) is not known to the local cloud`);
    return find(identity);
  }

  #referred(logicalId: string, path: Path): Identity {
    if (!this.#template.Resources[logicalId]) throw new Error(`${path}: the template has no ${logicalId}`);
    if (!this.#exists(logicalId)) throw new Error(`${path}: ${logicalId} is left out by its condition`);
    this.#references.add(logicalId);
    return this.#identity(logicalId, path);
  }

  #holds(condition: string | undefined): boolean {
    if (condition === undefined) return true;
    if (!(condition in this.#template.Conditions)) throw new Error(`the template has no condition ${condition}`);
    return this.#value(this.#template.Conditions[condition], `Conditions.${condition}`) === true;
  }

  #truths(argument: unknown, path: Path): boolean[] {
    return this.#list(argument, path).map((entry) =>
      isObject(entry) && typeof entry.Condition === 'string' ? this.#holds(entry.Condition) : entry === true,
    );
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapValues(value: Record<string, unknown>, map: (inner: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, map(inner)]));
}
