/** The intrinsic functions of a template, and what they can refer to: parameters, conditions, mappings, other resources. */
import { type Identity, kinds } from './kinds.ts';
import type { Template, TemplateResource } from './load.ts';

export interface Deployment {
  region: string;
  accountId: string;
  /** Values for template parameters without a default, or to override one. */
  parameters?: Record<string, string>;
}

/** A value's position, for errors: `Function.Environment.Variables.TABLE`. */
type Path = string;

/** Represents AWS::NoValue until the property is dropped. */
const noValue = Symbol('AWS::NoValue');

export class Intrinsics {
  readonly #template: Template;
  readonly #deployment: Deployment;
  /** Logical ids referred to since `takeReferences`. */
  #references = new Set<string>();

  constructor(template: Template, deployment: Deployment) {
    this.#template = template;
    this.#deployment = deployment;
  }

  takeReferences(): string[] {
    const taken = [...this.#references];
    this.#references.clear();
    return taken;
  }

  value(value: unknown, path: Path): unknown {
    if (Array.isArray(value)) return this.#list(value, path);
    if (!isObject(value)) return value;
    const [entry, ...others] = Object.entries(value);
    if (entry && others.length === 0 && (entry[0] === 'Ref' || entry[0].startsWith('Fn::'))) {
      const intrinsic = this.#intrinsics[entry[0]];
      if (!intrinsic) throw new Error(`${path}: ${entry[0]} is not known to the local cloud`);
      return intrinsic(entry[1], path);
    }
    return this.object(value, path);
  }

  object(value: Record<string, unknown>, path: Path): Record<string, unknown> {
    const entries = Object.entries(value).map(([key, inner]) => [key, this.value(inner, `${path}.${key}`)]);
    return Object.fromEntries(entries.filter(([, inner]) => inner !== noValue));
  }

  #list(value: unknown, path: Path): unknown[] {
    const resolved = Array.isArray(value) ? value : this.value(value, path);
    if (!Array.isArray(resolved)) throw new Error(`${path}: a list was expected, not ${JSON.stringify(resolved)}`);
    return resolved.map((inner, i) => this.value(inner, `${path}[${i}]`)).filter((inner) => inner !== noValue);
  }

  #text(value: unknown, path: Path): string {
    const resolved = this.value(value, path);
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
    // Not #list, because the branch not taken may refer to something that does not exist.
    'Fn::If': (argument, path) => {
      if (!Array.isArray(argument)) throw new Error(`${path}: Fn::If takes a list`);
      return this.value(argument[this.holds(String(argument[0])) ? 1 : 2], path);
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
    return kinds[this.raw(name).Type]?.ref?.(identity) ?? identity.name;
  }

  #attribute(logicalId: string, attribute: string, path: Path): unknown {
    const identity = this.#referred(logicalId, path);
    const type = this.raw(logicalId).Type;
    const find = attribute === 'Arn' ? kinds[type]?.arn : kinds[type]?.attributes?.[attribute];
    if (!find) throw new Error(`${path}: ${attribute} of ${logicalId} (${type}) is not known to the local cloud`);
    return find(identity);
  }

  #referred(logicalId: string, path: Path): Identity {
    if (!this.#template.Resources[logicalId]) throw new Error(`${path}: the template has no ${logicalId}`);
    if (!this.exists(logicalId)) throw new Error(`${path}: ${logicalId} is left out by its condition`);
    this.#references.add(logicalId);
    return this.identity(logicalId, path);
  }

  holds(condition: string | undefined): boolean {
    if (condition === undefined) return true;
    if (!(condition in this.#template.Conditions)) throw new Error(`the template has no condition ${condition}`);
    return this.value(this.#template.Conditions[condition], `Conditions.${condition}`) === true;
  }

  #truths(argument: unknown, path: Path): boolean[] {
    return this.#list(argument, path).map((entry) =>
      isObject(entry) && typeof entry.Condition === 'string' ? this.holds(entry.Condition) : entry === true,
    );
  }

  raw(logicalId: string): TemplateResource {
    const raw = this.#template.Resources[logicalId];
    if (!raw) throw new Error(`the template has no resource ${logicalId}`);
    return raw;
  }

  exists(logicalId: string): boolean {
    return this.holds(this.raw(logicalId).Condition);
  }

  identity(logicalId: string, path: Path): Identity {
    const { Type, Properties } = this.raw(logicalId);
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
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
