/** Reads what `cdk synth` wrote: the one stack's template and where its assets lie on this machine. */

export interface TemplateResource {
  Type: string;
  Properties?: Record<string, unknown>;
  Metadata?: Record<string, unknown>;
  Condition?: string;
  DependsOn?: string | string[];
}

export interface Template {
  stackName: string;
  resources: Record<string, TemplateResource>;
  parameters: Record<string, { Default?: unknown }>;
  conditions: Record<string, unknown>;
  mappings: Record<string, Record<string, Record<string, unknown>>>;
  outputs: Record<string, { Value?: unknown }>;
  /** File assets by the object key that the template names (`<hash>.zip`): absolute path of their directory or file. */
  assets: Map<string, string>;
}

/** @throws when the directory does not hold exactly one stack. */
export function loadTemplate(_assemblyDir: string): Template {
  throw new Error('not yet');
}
