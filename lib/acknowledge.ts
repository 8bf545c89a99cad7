import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Tells the template checks why a finding on this construct is acceptable. Give a true reason, in one sentence. */
export function acknowledge(construct: IConstruct, findings: Record<string, string>): void {
  Validations.of(construct).acknowledge(...Object.entries(findings).map(([id, reason]) => ({ id, reason })));
}
