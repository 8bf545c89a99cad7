/** The tenant's own addresses: its domain for websites and visitors, `console.` before it for agents. Both are on one certificate. */
import { Certificate, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Construct } from 'constructs';
import type { Settings } from './settings.ts';

export interface Host {
  name: string;
  certificate: ICertificate;
}

/** The console keeps an origin of its own: nothing that visitors load shares its storage, and its policy is for the whole of it. */
export function hosts(
  scope: Construct,
  { domain, certificate: arn }: Settings,
): Record<'widget' | 'console', Host> | undefined {
  if (!domain || !arn) return undefined;
  const certificate = Certificate.fromCertificateArn(scope, 'Certificate', arn);
  return { widget: { name: domain, certificate }, console: { name: `console.${domain}`, certificate } };
}
