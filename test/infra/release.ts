/** The permanent parts of a template, for comparison with the last release's. `npm run keep-release` writes it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFoyerApp } from '../../lib/foyer-app.ts';
import { settingsOf, tinyBuild } from './synthesize.ts';

export interface RawTemplate {
  Resources: Record<string, { Type: string; Properties?: Record<string, unknown> }>;
}

/** Resources that hold data, or whose address or ARN is known outside. */
const types = [
  'AWS::ApiGatewayV2::Api',
  'AWS::CloudFront::Distribution',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::Cognito::UserPoolDomain',
  'AWS::DynamoDB::Table',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
];

export const lasting = ({ Resources }: RawTemplate): RawTemplate => ({
  Resources: Object.fromEntries(Object.entries(Resources).filter(([, { Type }]) => types.includes(Type))),
});

/** As deployed, with its logical ids. */
export function rawTemplate(): RawTemplate {
  const root = mkdtempSync(join(tmpdir(), 'foyer-release-'));
  try {
    tinyBuild(root);
    const outdir = join(root, 'out');
    createFoyerApp(() => settingsOf({ tenant: 'acme', dist: root }), { outdir }).synth();
    return JSON.parse(readFileSync(join(outdir, 'foyer-acme.template.json'), 'utf8'));
  } finally {
    rmSync(root, { recursive: true });
  }
}

if (import.meta.main) {
  writeFileSync('test/infra/release.json', `${JSON.stringify(lasting(rawTemplate()), undefined, 2)}\n`);
}
