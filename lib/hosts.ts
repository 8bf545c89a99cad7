/**
 * The tenant's own addresses: its domain for websites and visitors, `console.` in front of it for agents. One certificate
 * covers both.
 */
import { Certificate, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Construct } from 'constructs';
import type { Settings } from './settings.ts';

export interface Host {
  name: string;
  certificate: ICertificate;
}

/**
 * The console has its own origin, so that nothing visitors load shares its storage, and its security policy covers the whole
 * origin.
 */
export function hosts(
  scope: Construct,
  { domain, certificate: arn }: Settings,
): Record<'widget' | 'console', Host> | undefined {
  if (!domain || !arn) return undefined;
  const certificate = Certificate.fromCertificateArn(scope, 'Certificate', arn);
  return { widget: { name: domain, certificate }, console: { name: `console.${domain}`, certificate } };
}
