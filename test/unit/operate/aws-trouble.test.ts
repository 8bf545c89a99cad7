import { describe, expect, it } from 'vitest';
import { awsTrouble } from '../../../operate/aws-trouble.ts';

const error = (name: string, message = '', code?: string) => Object.assign(new Error(message), { name, code });

describe('what keeps an operator from AWS', () => {
  it.each([
    [error('CredentialsProviderError', 'Could not load credentials from any providers'), /AWS_PROFILE/],
    [error('AccessDeniedException', 'User: x is not authorized'), /may not call what this command needs/],
    [
      error('AccessDenied', 'User: x is not authorized to perform: cloudformation:DescribeStacks on resource: y'),
      /may not call cloudformation:DescribeStacks/,
    ],
    [error('ExpiredTokenException'), /have expired/],
    [error('UnrecognizedClientException'), /does not know these credentials/],
    [error('Error', 'Region is missing'), /AWS_REGION/],
    [error('Error', 'connect ECONNREFUSED', 'ECONNREFUSED'), /could not be reached/],
    [error('NewTrouble', 'first line\nat somewhere'), /^AWS answered NewTrouble: first line$/],
  ])('G2 %s is one sentence without a stack', (given, sentence) => {
    const said = awsTrouble(given);
    expect(said).toMatch(sentence);
    expect(said).not.toContain('\n');
  });
});
